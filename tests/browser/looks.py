"""How a page looks from a phone: its size, sideways scroll, targets too low for a finger."""

from playwright.sync_api import ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOW_TARGETS = """() => [...document.querySelectorAll(
    'main button, main summary, main select, main input:not([type=hidden]), main .btn, .tu-nav a'
)].filter((one) => one.checkVisibility({visibilityProperty: true}))
  .map((one) => (one.type === 'radio' || one.type === 'checkbox') ? one.closest('label') : one)
  .filter((one) => one.getBoundingClientRect().height < 43.5 && !one.matches('.visually-hidden'))
  .map((one) => one.outerHTML.slice(0, 120))"""
