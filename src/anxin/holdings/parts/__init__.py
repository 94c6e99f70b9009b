"""Stock of parts on hand: an append-only ledger with a balance per store and article.

Owns: what came in, went out and was corrected, at which cost, for which document. Does not own: articles and prices
(catalog), or what a repair order asks for (repair_orders). Requisitions, purchasing and counts to plan come later.
"""
