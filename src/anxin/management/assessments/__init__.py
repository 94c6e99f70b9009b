"""How what a figure came to was judged: rewards and penalties that follow the result, objections, and their answers.

Owns assessments with the figure, target and definition as they stood, and each step. Does not own the figures and targets
(``kpi``), nor what is paid out.
"""
