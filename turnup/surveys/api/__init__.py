"""The REST door of the surveys: results, days, the pre-check, meetings."""
