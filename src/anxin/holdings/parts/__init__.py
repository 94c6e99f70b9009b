"""Stock of parts on hand: an append-only ledger with a balance per store and article.

Owns: what came in, went out and was corrected, at which cost, for which document; where it lies, how old it is, and what
was asked of it with what became of that. Does not own: articles and prices (catalog), what a repair order asks for
(repair_orders), orders to suppliers (purchasing), transfers between stores, count sheets (stocktaking).
"""
