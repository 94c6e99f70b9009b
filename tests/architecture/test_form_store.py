"""Each form that somebody signed in sends names the store for which it was opened."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "src/anxin"
FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\".*?</form>", re.S)
NAMES_ITS_STORE = re.compile(r"{% (post_key|form_store) %}")
WITHOUT = {
    "org/own_password.html": "a person's own, in no store",
    "org/first_run.html": "there is no store yet",
    "org/sign_in.html": "nobody is signed in",
    "ui/sign_in.html": "nobody is signed in",
    "ui/person_menu.html": "language and leaving are of no store",
    "ui/store_switcher.html": "it is what chooses the store",
    "kpi/targets.html": "it is what chooses the store",
    "budgets/_labour_stores.html": "it is what chooses the store",
    "contacts/unsubscribe.html": "a customer's page: its address names the store",
    "repair_orders/link/offer.html": "a customer's page: its address names the store",
    "reception/rate_own.html": "a customer's page: its address names the store",
    "promises/link/progress.html": "a customer's page: its address names the store",
    "technical/expert.html": "a guest's page: its address names the store",
}
"""Templates with a form that names no store, and why."""


def test_each_form_names_the_store_for_which_it_was_opened() -> None:
    found = {
        str(path.relative_to(next(one for one in path.parents if one.name == "templates")))
        for path in ROOT.glob("**/templates/**/*.html")
        for form in FORM.findall(path.read_text())
        if not NAMES_ITS_STORE.search(form)
    }
    assert found == set(WITHOUT), found ^ set(WITHOUT)
