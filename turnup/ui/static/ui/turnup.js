// Behaviour shared by all pages.
