"""A stand-in of Bebop's RFQ API whose market maker knows the sandbox's pools.

Paths, parameters, answers and error codes are those of Bebop's documentation (docs.bebop.xyz, RFQ
API 3): `/pmm/chains`, `/pmm/{chain}/v3/tokenlist` and `/pmm/{chain}/v3/quote` of one token for
another. The maker's price is that of the best pool less a hundredth of a percent, good for a
minute, and its orders are settled by `swapSingle`. Quotes that somebody else broadcasts
(`gasless`) are given without a transaction; there is no `/order`.

What could not be held against the live service: the HTTP status that errors have, and what is not
in the documentation's examples.
"""
