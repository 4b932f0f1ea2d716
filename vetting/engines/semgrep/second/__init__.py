"""A second look at taint findings: what is provably not from outside is no finding.

Semgrep follows taint inside one function, over all branches, and takes a collection as tainted
as a whole. Here the function is interpreted once more with constants folded, branches that
cannot run left out, collections kept by position and key, and calls to the application's own
methods followed, between files as well. A finding goes only where the value at the sink
provably holds nothing of the request; whatever is not understood keeps the finding.
"""
