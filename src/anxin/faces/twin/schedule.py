"""The maintenance schedules of the demo brands. Does not write them; ``organisation`` does, with the catalogue."""

from collections.abc import Iterator

from anxin.faces.twin.catalogue import DemoBrand, package_codes
from anxin.resources.catalog.commands import MaintenanceTerms

# Package, every so many kilometres and months, first at; and whether only engines need it.
_SCHEDULE: tuple[tuple[str, int, int, int, int, bool], ...] = (
    ("小保养", 10_000, 12, 5_000, 6, True),
    ("更换空调滤芯", 20_000, 24, 0, 0, False),
    ("更换制动液", 40_000, 24, 0, 0, False),
    ("更换冷却液", 60_000, 36, 0, 0, False),
    ("更换火花塞", 40_000, 48, 0, 0, True),
    ("变速箱保养", 60_000, 48, 0, 0, True),
)


def schedule_of(brand: DemoBrand, brand_id: int) -> Iterator[MaintenanceTerms]:
    """The maintenance schedule of a brand: what has an engine needs oil, plugs and gears beside the rest."""
    codes = package_codes(brand)
    engines = ",".join(model for model, energy in brand.models if energy != "battery")
    for index, (title, every_km, every_months, first_km, first_months, is_engine) in enumerate(_SCHEDULE, 1):
        yield MaintenanceTerms(
            code=f"{brand.code}-M{index:02}",
            name=title,
            package_code=codes[title],
            every_km=every_km,
            every_months=every_months,
            first_km=first_km,
            first_months=first_months,
            model_pattern=engines if is_engine else "",
            brand_id=brand_id,
        )
