"""An invented service that is large enough to try everything on: `manage.py demo_data`.

Nobody here exists. Villages, islands and crossings are real; names come from Faker, national numbers are synthetic
(month + 80), telephone numbers lie in the series that is kept for film and television, addresses in `.example`.
The same day gives the same rows. What other apps add to it stands in their own `demo` package.
"""
