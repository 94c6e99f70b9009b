"""What the demo brands sell: labour operations, part articles and packages, built from lists of the trade.

Prices are invented. Does not write them; ``organisation`` does, through the catalogue's own import.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from anxin.faces.twin.sides import ON_SEVERAL_SIDES, side_of
from anxin.platform.money import Money
from anxin.resources.catalog.commands import ArticleTerms, OperationTerms, PackageLineTerms, PackageTerms

VERBS = (("更换", "1.0"), ("检查", "0.4"), ("拆装清洁", "0.7"))


@dataclass(frozen=True, slots=True)
class Component:
    """Something on a car: its name, hours to replace it, skill, unit and price in yuan at a mid-range brand."""

    name: str
    hours: str
    skill: str
    unit: str
    price: int


@dataclass(frozen=True, slots=True)
class DemoBrand:
    """An invented brand: models with their energy, the factor on prices, the rate of a general labour hour in yuan."""

    code: str
    name: str
    name_en: str
    tier: str
    wmi: str
    models: tuple[tuple[str, str], ...]
    price_factor: int
    labour_rate: int


@dataclass(frozen=True, slots=True)
class MenuLine:
    """A package as the simulation sees it: purpose of the visit, sold hours, how often, and whose skill it asks.

    ``words`` are what the customer says.
    """

    code: str
    title: str
    purpose: str
    hours: Decimal
    weight: int
    skill: str
    words: str

    @property
    def complaint(self) -> str:
        """The words if they are of a fault; that something is due is none."""
        return "" if self.words.startswith("到期") else self.words


HENGTU = DemoBrand(
    "HT",
    "恒途",
    "Hengtu",
    "mid",
    "L9H",
    (("远行 1.5T", "petrol"), ("山岚 SUV 2.0T", "petrol"), ("远行 EV", "battery"), ("城风 1.4L", "petrol")),
    1,
    160,
)
YUJING = DemoBrand(
    "YJ",
    "御景",
    "Yujing",
    "high",
    "L9Y",
    (("S6 2.0T", "petrol"), ("X7 3.0T", "petrol"), ("E5 纯电", "battery"), ("S4 2.0T", "petrol")),
    3,
    320,
)
BRANDS = (HENGTU, YUJING)
VARIANTS = ("", " 加强型", " 左", " 右", " 修理包", " 标准型", " 升级款")

_M, _E, _D, _B, _P = "mechanical", "electrical", "diagnosis", "body", "paint"
COMPONENTS = tuple(
    Component(name, hours, skill, unit, int(price))
    for skill, rows in (
        (
            _M,
            "机油滤清器 0.3 个 38|发动机油 0.2 升 58|空气滤清器 0.2 个 68|空调滤清器 0.3 个 88|燃油滤清器 0.6 个 128|"
            "火花塞 0.8 只 76|前刹车片 1.0 套 420|后刹车片 1.0 套 380|前刹车盘 1.4 只 360|后刹车盘 1.4 只 320|"
            "制动液 0.6 升 78|冷却液 0.7 升 46|变速箱油 1.2 升 96|变速箱滤清器 1.0 个 210|正时皮带 3.5 条 480|"
            "附件皮带 0.7 条 160|水泵 2.4 个 560|节温器 1.2 个 190|减振器 1.5 只 620|稳定杆连杆 0.6 根 150|"
            "下摆臂 1.3 只 540|轮毂轴承 1.4 只 390|球头 0.8 只 170|转向拉杆 0.9 根 230|轮胎 0.4 条 620|"
            "发动机支架 1.2 个 340|进气歧管 2.0 套 880|节气门 0.6 个 720|喷油器 1.5 只 520|三元催化器 1.8 个 3200",
        ),
        (
            _E,
            "蓄电池 0.4 个 620|大灯总成 0.9 只 1680|尾灯总成 0.6 只 520|雨刮片 0.2 对 120|玻璃升降器 1.0 个 360|"
            "门锁总成 0.9 只 320|起动机 1.2 个 980|发电机 1.3 个 1360|空调压缩机 2.2 个 2200|鼓风机 1.1 个 480|"
            "倒车影像 0.8 个 760|点火线圈 0.5 只 260",
        ),
        (_D, "氧传感器 0.7 只 420|爆震传感器 0.8 只 210|轮速传感器 0.6 只 240|车身控制模块 1.2 个 1500"),
        (_B, "前保险杠 1.6 个 980|后保险杠 1.5 个 920|前翼子板 1.8 块 680|车门外板 2.6 块 1200|引擎盖 1.4 块 1480"),
        (_P, "单面漆 2.2 面 0|前杠漆 2.0 面 0|车门漆 2.4 面 0|全车抛光 2.5 次 0"),
    )
    for name, hours, unit, price in (row.split() for row in rows.split("|"))
)
NUMBER_OF = {component.name: index for index, component in enumerate(COMPONENTS, 1)}

# Title, purpose, weight, complaint, operations (number of the verb and component), parts with quantity.
_PACKAGES: tuple[tuple[str, str, int, str, tuple[tuple[int, str], ...], tuple[tuple[str, str], ...]], ...] = (
    (
        "小保养",
        "maintenance",
        30,
        "到期保养",
        ((0, "机油滤清器"), (0, "发动机油")),
        (("机油滤清器", "1"), ("发动机油", "4.5")),
    ),
    (
        "大保养",
        "maintenance",
        14,
        "到期保养，换四滤",
        ((0, "机油滤清器"), (0, "发动机油"), (0, "空气滤清器"), (0, "空调滤清器")),
        (("机油滤清器", "1"), ("发动机油", "4.5"), ("空气滤清器", "1"), ("空调滤清器", "1")),
    ),
    ("更换空调滤芯", "maintenance", 5, "空调有异味", ((0, "空调滤清器"),), (("空调滤清器", "1"),)),
    ("更换前刹车片", "repair", 7, "早上头几脚刹车有沙沙声", ((0, "前刹车片"),), (("前刹车片", "1"),)),
    ("更换后刹车片", "repair", 4, "后轮刹车异响", ((0, "后刹车片"),), (("后刹车片", "1"),)),
    (
        "前制动套装",
        "repair",
        3,
        "刹车时方向盘抖动",
        ((0, "前刹车片"), (0, "前刹车盘")),
        (("前刹车片", "1"), ("前刹车盘", "2")),
    ),
    ("更换制动液", "maintenance", 4, "到期更换制动液", ((0, "制动液"),), (("制动液", "1"),)),
    ("更换冷却液", "maintenance", 3, "冷却液偏少", ((0, "冷却液"),), (("冷却液", "6"),)),
    (
        "变速箱保养",
        "maintenance",
        3,
        "换挡有顿挫",
        ((0, "变速箱油"), (0, "变速箱滤清器")),
        (("变速箱油", "5"), ("变速箱滤清器", "1")),
    ),
    ("更换火花塞", "maintenance", 4, "油耗变高，怠速抖", ((0, "火花塞"),), (("火花塞", "4"),)),
    ("更换蓄电池", "repair", 4, "早上打不着火", ((0, "蓄电池"),), (("蓄电池", "1"),)),
    ("更换雨刮片", "maintenance", 3, "雨刮刮不干净", ((0, "雨刮片"),), (("雨刮片", "1"),)),
    ("更换轮胎", "repair", 3, "轮胎花纹磨平", ((0, "轮胎"),), (("轮胎", "2"),)),
    ("更换减振器", "repair", 2, "过坎有咚咚声", ((0, "减振器"),), (("减振器", "2"),)),
    ("更换下摆臂", "repair", 2, "转弯时底盘有异响", ((0, "下摆臂"),), (("下摆臂", "1"),)),
    ("更换轮毂轴承", "repair", 2, "车速六十有嗡嗡声", ((0, "轮毂轴承"),), (("轮毂轴承", "1"),)),
    ("更换节温器", "repair", 1, "水温上得慢", ((0, "节温器"),), (("节温器", "1"),)),
    ("节气门清洗", "maintenance", 4, "怠速不稳", ((2, "节气门"),), ()),
    ("更换氧传感器", "warranty", 3, "发动机故障灯亮", ((1, "氧传感器"), (0, "氧传感器")), (("氧传感器", "1"),)),
    ("更换点火线圈", "warranty", 3, "加速无力，发动机抖动", ((0, "点火线圈"),), (("点火线圈", "1"),)),
    ("更换玻璃升降器", "warranty", 3, "左前门玻璃升不上来", ((0, "玻璃升降器"),), (("玻璃升降器", "1"),)),
    ("更换倒车影像", "warranty", 2, "倒车影像黑屏", ((0, "倒车影像"),), (("倒车影像", "1"),)),
    ("前杠修复喷漆", "body_paint", 3, "前杠右侧刮擦", ((2, "前保险杠"), (0, "前杠漆")), ()),
    ("车门喷漆", "body_paint", 3, "左后门有划痕", ((0, "车门漆"),), ()),
    ("更换前保险杠", "accident", 2, "追尾前车，前杠破裂", ((0, "前保险杠"), (0, "前杠漆")), (("前保险杠", "1"),)),
    ("更换前翼子板", "accident", 2, "右前侧碰撞变形", ((0, "前翼子板"), (0, "单面漆")), (("前翼子板", "1"),)),
    ("空调系统清洗", "maintenance", 2, "开空调有霉味", ((2, "鼓风机"),), ()),
    # Care products: recommended on the order, never what a simulated customer comes for.
    ("进气系统养护", "maintenance", 0, "", ((2, "进气歧管"),), ()),
    ("喷油器养护", "maintenance", 0, "", ((2, "喷油器"),), ()),
)
CARE_EVERY_KM = {"进气系统养护": 20_000, "喷油器养护": 30_000}
FOUND = (
    ("前刹车片只剩 3 mm，建议更换", "刹车距离变长，会磨伤刹车盘", "前刹车片"),
    ("空调滤清器发黑有异味，建议更换", "出风变小、有异味，不影响行车安全", "空调滤清器"),
    ("雨刮片老化开裂，建议更换", "雨天刮不干净，影响视线", "雨刮片"),
    ("蓄电池电压偏低，建议更换", "可能打不着火", "蓄电池"),
    ("空气滤清器积灰较多，建议更换", "进气变少，油耗变大", "空气滤清器"),
    ("稳定杆连杆松旷，建议更换", "过坎有响声，松旷会加重", "稳定杆连杆"),
)


def operation_code(brand: DemoBrand, verb: int, component: str) -> str:
    """Code of the operation that does this to that."""
    return f"{brand.code}-L{NUMBER_OF[component]:02}{verb}"


def article_number(brand: DemoBrand, component: str, variant: int = 0) -> str:
    """Number of the article in a variant; 0 is the one that packages use."""
    return f"{brand.code}-{NUMBER_OF[component]:02}{variant:02}"


def operations_of(brand: DemoBrand, brand_id: int) -> Iterator[OperationTerms]:
    """Every operation of a brand, and the inspection of its new cars before their hand-over."""
    yield OperationTerms(code="PDI", name="售前检查（PDI）", hours=Decimal("1.5"), skill=_M, brand_id=brand_id)
    for component in COMPONENTS:
        for verb, (word, factor) in enumerate(VERBS):
            hours = (Decimal(component.hours) * Decimal(factor)).quantize(Decimal("0.1"))
            yield OperationTerms(
                code=operation_code(brand, verb, component.name),
                name=f"{word}{component.name}",
                hours=max(hours, Decimal("0.1")),
                labour_class={"body": "body", "paint": "paint", "diagnosis": "diagnosis"}.get(component.skill, "general"),
                skill=component.skill,
                brand_id=brand_id,
            )


def articles_of(brand: DemoBrand, brand_id: int) -> Iterator[ArticleTerms]:
    """Every article of a brand."""
    for component in COMPONENTS:
        if not component.price:
            continue
        for variant, word in enumerate(VARIANTS + tuple(f" {model}" for model, _energy in brand.models[:2])):
            yield ArticleTerms(
                number=article_number(brand, component.name, variant),
                name=f"{component.name}{word}",
                unit=component.unit,
                price=price_of(brand, component, variant),
                quality_days=365,
                quality_km=20_000,
                brand_id=brand_id,
                needs_position=component.name in ON_SEVERAL_SIDES and not word.endswith(("左", "右")),
            )


def price_of(brand: DemoBrand, component: Component, variant: int = 0) -> Money:
    """List price, tax included."""
    return Money.yuan(component.price * brand.price_factor * (100 + 5 * variant) // 100)


def cost_of(brand: DemoBrand, component: Component) -> Money:
    """What the store pays for one, tax excluded: whole and even yuan, so that halves of a litre cost whole fen."""
    return Money.yuan(max(2, component.price * brand.price_factor * 55 // 100 // 2 * 2))


def packages_of(brand: DemoBrand, brand_id: int) -> Iterator[PackageTerms]:
    """Every package of a brand; the frequent ones stand on the price board at a menu price."""
    for index, (title, _purpose, weight, _complaint, operations, parts) in enumerate(_PACKAGES, 1):
        lines = [PackageLineTerms("operation", operation_code(brand, verb, name)) for verb, name in operations]
        lines += [
            PackageLineTerms("article", article_number(brand, name), Decimal(count), side_of(name)) for name, count in parts
        ]
        yield PackageTerms(
            code=f"{brand.code}-P{index:02}",
            name=title,
            lines=lines,
            price=Money.yuan({0: 398, 1: 698}[index - 1] * brand.price_factor) if index <= 2 else None,
            brand_id=brand_id,
            is_on_board=weight >= 4,
            care_every_km=CARE_EVERY_KM.get(title, 0),
        )


def package_codes(brand: DemoBrand) -> dict[str, str]:
    """Title of a package → its code."""
    return {row[0]: f"{brand.code}-P{index:02}" for index, row in enumerate(_PACKAGES, 1)}


def menu_of(brand: DemoBrand) -> Sequence[MenuLine]:
    """The packages as the simulation chooses among them."""
    hours = {(verb, one.name): Decimal(one.hours) * Decimal(VERBS[verb][1]) for one in COMPONENTS for verb in range(3)}
    skills = {one.name: one.skill for one in COMPONENTS}
    return [
        MenuLine(
            f"{brand.code}-P{index:02}",
            title,
            purpose,
            sum((hours[each] for each in operations), Decimal(0)),
            weight,
            "body" if {skills[name] for _verb, name in operations} & {"body", "paint"} else "mechanical",
            complaint,
        )
        for index, (title, purpose, weight, complaint, operations, _parts) in enumerate(_PACKAGES, 1)
    ]


def parts_used(brand: DemoBrand) -> dict[str, Money]:
    """Articles that packages and findings use, with their unit cost."""
    names = {name for row in _PACKAGES for name, _count in row[5]} | {name for _words, _harm, name in FOUND}
    by_name = {one.name: one for one in COMPONENTS}
    return {article_number(brand, name): cost_of(brand, by_name[name]) for name in sorted(names)}


def by_the_litre(brand: DemoBrand) -> set[str]:
    """Articles of which a service takes several litres."""
    return {article_number(brand, one.name) for one in COMPONENTS if one.unit == "升"}  # i18n: data
