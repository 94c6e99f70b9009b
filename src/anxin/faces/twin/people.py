"""Invented people and cars: names, phones, plates and VINs that no living person or real car has on purpose.

Owns how they are drawn from a seed. Does not write them.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from anxin.faces.twin.catalogue import DemoBrand
from anxin.parties.customers.commands import VehicleData
from anxin.platform.vin import check_digit

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪"
    "陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤"
)
GIVEN_FIRST = "志建文明国海晓俊家伟子宇浩天思雨佳欣梦诗嘉泽永振春秋立庆华丽秀美玉兰红雪静慧敏婷燕娟倩颖琳淑"
GIVEN_SECOND = "强军平杰峰磊涛超勇辉刚斌鹏飞龙波宁林生成英芳霞娜莉芬玲萍丹洁妍怡涵轩然博瑞凯晨阳航翔毅恒民康"
COLORS = ("白", "黑", "灰", "银", "蓝", "红")
COMPANIES = ("鹏程物流", "南粤商贸", "湾区科技", "海岸工程", "联创出行", "盛景园林", "恒信租赁", "启明检测")
_PLATE = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_SERIAL = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_YEAR_CODES = {2016: "G", 2017: "H", 2018: "J", 2019: "K", 2020: "L", 2021: "M", 2022: "N", 2023: "P", 2024: "R", 2025: "S"}
LANDLINE = "0755-80000300"
"""Of the first customer, who waits for a part and can be reached by two phones."""


@dataclass(frozen=True, slots=True)
class PlannedCar:
    """A car with its owner, as the store knows it before the first day; the file lacks only ids."""

    data: VehicleData
    owner: str
    is_company: bool
    salutation: str
    phone: str
    odometer_km: int
    km_a_day: int
    has_consent: bool


def person_name(random: Random) -> str:
    """A Chinese name of two or three characters."""
    given = random.choice(GIVEN_FIRST) + (random.choice(GIVEN_SECOND) if random.random() < 0.8 else "")
    return random.choice(SURNAMES) + given


def phone_number(random: Random, serial: int) -> str:
    """A mobile number; another one for every serial."""
    return f"{random.choice(('136', '137', '138', '139', '158', '186', '188'))}{serial:08d}"


def draw_fleet(random: Random, brand: DemoBrand, store: int, count: int, first_day: date) -> list[PlannedCar]:
    """Cars of a store's customers; ``store`` keeps those of two stores apart."""
    plates: set[str] = set()
    return [_car(random, brand, store, serial, plates, first_day) for serial in range(count)]


def _car(random: Random, brand: DemoBrand, store: int, serial: int, plates: set[str], first_day: date) -> PlannedCar:
    model, energy = random.choices(brand.models, weights=(4, 3, 2, 2))[0]
    sold_on = first_day - timedelta(days=random.randint(120, 2600))
    year = max(2016, min(sold_on.year, 2025))
    age_days = (first_day - sold_on).days
    km_a_day = random.randint(18, 70)
    is_company = random.random() < 0.08
    owner = f"{random.choice(COMPANIES)}{serial:03d}有限公司" if is_company else person_name(random)
    data = VehicleData(
        vin=_vin(random, brand, year, store * 10_000 + serial),
        plate=_plate(random, store, energy == "battery", plates),
        brand_name=brand.name,
        model_name=model,
        model_year=year,
        engine_type=energy,
        color=random.choice(COLORS),
        sold_on=sold_on,
        first_registered_on=sold_on + timedelta(days=9),
    )
    return PlannedCar(
        owner=owner,
        is_company=is_company,
        salutation="" if is_company else random.choice(("mr", "ms")),
        phone=phone_number(random, store * 1_000_000 + 17 + serial * 37),
        data=replace(data, is_own_sold=random.random() < 0.6),
        odometer_km=min(age_days * km_a_day + 50, 240_000),
        km_a_day=km_a_day,
        has_consent=random.random() < 0.92,
    )


def _vin(random: Random, brand: DemoBrand, year: int, serial: int) -> str:
    model = "".join(random.choice(_SERIAL) for _ in range(5))
    draft = f"{brand.wmi}{model}0{_YEAR_CODES[year]}{random.choice('ABCD')}{serial:06d}"
    return f"{draft[:8]}{check_digit(draft)}{draft[9:]}"


def _plate(random: Random, store: int, electric: bool, taken: set[str]) -> str:
    while True:
        if electric:
            plate = f"粤BD{random.choice(_PLATE[:8])}{store}{random.randint(0, 999):03d}"
        else:
            plate = f"粤B{store}{''.join(random.choice(_PLATE) for _ in range(4))}"
        if plate not in taken:
            taken.add(plate)
            return plate
