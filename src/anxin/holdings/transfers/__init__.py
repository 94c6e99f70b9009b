"""Parts between stores of a group: asked for, agreed, sent, received, settled; and what each store publishes as free.

Does not own: the stock (``parts``), nor what the parts are for: that is the asker's, who names a document.
"""
