"""A stand-in of LI.FI that quotes the sandbox's own exchanges.

Paths, parameters, answers and errors are those of LI.FI's OpenAPI description (docs.li.fi) for
`/v1/chains`, `/tokens`, `/token`, `/tools`, `/connections`, `/quote`, `/quote/toAmount`,
`/advanced/routes`, `/advanced/stepTransaction` and `/status`. What it offers is asked of the chain
each time, and its transactions call LI.FI's diamond there. It takes no fee. A key is taken and not
looked at; of the choices of a request it knows the slippage, the order (of which there is one) and
the price impact at most.
"""
