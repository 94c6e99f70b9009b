"""A plain field is named in few places: what docs/howto/add-a-field.md promises."""

import re
from pathlib import Path

import pytest

from anxin.parties.customers.api.schemas import CustomerIn, CustomerOut, VehicleIn, VehicleOut
from anxin.parties.customers.rules import CustomerData, VehicleData
from anxin.parties.customers.web.forms import CustomerForm, VehicleForm

SOURCE = Path(__file__).parents[2] / "src" / "anxin"
MOST_FILES = 6
OF_THE_STORE = {"sold_store_id"}
"""Not typed: the store that fills in the form."""


@pytest.mark.parametrize(
    "name", ["service_interval_km", "engine_number", "body_type", "first_service_on", "contact_person", "wishes"]
)
def test_a_plain_field_is_named_in_at_most_six_files(name: str) -> None:
    named = re.compile(rf"(?<![-\w]){name}(?![-\w])")
    files = [
        str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("*"))
        if path.suffix in {".py", ".html"}
        and not {"migrations", "tests", "platform"} & set(path.relative_to(SOURCE).parts)
        and named.search(path.read_text(encoding="utf-8"))
    ]
    assert 0 < len(files) <= MOST_FILES, files


def test_endpoint_and_form_take_and_show_every_field_of_a_file() -> None:
    vehicle, customer = set(VehicleData.__dataclass_fields__), set(CustomerData.__dataclass_fields__)
    assert set(VehicleIn.model_fields) == vehicle
    assert set(VehicleForm.base_fields) == vehicle - OF_THE_STORE
    assert set(CustomerIn.model_fields) == set(CustomerForm.base_fields) == customer
    # What is not shown would be erased by whoever puts back what was got.
    assert vehicle <= set(VehicleOut.model_fields)
    assert customer <= set(CustomerOut.model_fields)


def test_the_form_of_a_vehicle_shows_every_field_once() -> None:
    form = VehicleForm(brands=[])
    shown = [one.name for one in (*form.names(), *form.usual(), *form.others())]
    assert sorted(shown) == sorted(form.fields)
