"""Where travel times come from: the estimate, a road engine inside, a road server; and addresses to coordinates.

`fosterhomes.travel` is what everybody asks; nothing here is asked while a page is shown, save the estimate.
"""
