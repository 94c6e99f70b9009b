"""Which columns the spreadsheets of the catalogue have."""

from anxin.platform.findings import gettext_noop as _
from anxin.platform.workbook import Column, Kind, Sheet

CLASSES = {
    _("机电"): "general",
    _("快保"): "express",
    _("钣金"): "body",
    _("喷漆"): "paint",
    _("高压"): "high_voltage",
    _("诊断"): "diagnosis",
}
ORIGINS = {_("原厂件"): "genuine", _("品牌件"): "brand", _("其他件"): "other", _("客户自带"): "customer"}
SKILLS = {
    _("机修"): "mechanical",
    _("电气"): "electrical",
    _("钣金"): "body",
    _("喷漆"): "paint",
    _("高压"): "high_voltage",
    _("诊断"): "diagnosis",
}
BRAND = Column("brand", _("品牌代码"), aliases=("品牌",), help=_("不填表示所有品牌"), max_length=12)
BOARD = Column("is_on_board", _("上价格看板"), Kind.BOOLEAN)
POSITION = Column("needs_position", _("要写位置"), Kind.BOOLEAN, help=_("左右前后；不填的按名称判断，如减振器、轮胎"))
CARE = Column("is_care", _("养护项目"), Kind.BOOLEAN, help=_("要单独征得客户同意"))

OPERATIONS = Sheet(
    "operations",
    _("工时项目"),
    (
        Column("code", _("工时编码"), aliases=("工时代码", "项目编码", "作业代码", "编码"), required=True, max_length=32),
        Column("name", _("名称"), aliases=("工时名称", "项目名称", "作业名称"), required=True, max_length=80),
        Column(
            "hours", _("标准工时"), Kind.DECIMAL, aliases=("工时", "工时数"), required=True, help=_("小时，最多两位小数")
        ),
        Column("labour_class", _("工时类别"), Kind.CHOICE, choices=CLASSES),
        Column("skill", _("所需技能"), Kind.CHOICE, choices=SKILLS),
        Column("is_high_voltage", _("涉及高压"), Kind.BOOLEAN),
        BRAND,
        BOARD,
        POSITION,
        CARE,
    ),
    unique=(("code", "brand"),),
)
NUMBER_COLUMNS = (
    Column("oem", _("原厂编号"), aliases=("OEM", "OE号", "OEM编号"), help=_("几个用分号隔开；不填的不改"), max_length=400),
    Column("supplier", _("供应商编号"), aliases=("供应商件号",), help=_("几个用分号隔开；不填的不改"), max_length=400),
    Column("barcode", _("条码"), aliases=("条形码",), help=_("几个用分号隔开；不填的不改"), max_length=400),
)
SUCCESSOR_COLUMNS = (
    Column("successor", _("替代件号"), aliases=("新件号", "替换件号"), help=_("取代它的新件；不填的不改"), max_length=40),
    Column("successor_on", _("替代日期"), Kind.DATE, help=_("从哪天起由新件替代")),
    Column("use_up_first", _("旧件先用完"), Kind.BOOLEAN, help=_("不填就是先用完")),
)
ARTICLES = Sheet(
    "articles",
    _("配件目录"),
    (
        Column("number", _("配件号"), aliases=("备件号", "零件号", "配件编号", "备件编号"), required=True, max_length=40),
        Column("name", _("名称"), aliases=("配件名称", "备件名称", "零件名称"), required=True, max_length=80),
        Column("unit", _("单位"), max_length=8),
        Column("price", _("含税售价"), Kind.MONEY, aliases=("售价", "销售价", "零售价", "单价"), required=True),
        Column("next_price", _("新价格"), Kind.MONEY),
        Column("next_price_on", _("新价格生效日期"), Kind.DATE),
        Column("quality_days", _("质保天数"), Kind.INTEGER),
        Column("quality_km", _("质保里程"), Kind.INTEGER),
        Column("origin", _("配件来源"), Kind.CHOICE, choices=ORIGINS, help=_("不填就是原厂件")),
        Column("is_accessory", _("精品"), Kind.BOOLEAN),
        Column("part_class", _("分类"), aliases=("配件分类", "备件分类", "零件分类", "类别"), max_length=20),
        Column("display_place", _("陈列位置"), max_length=40),
        Column("purchase_unit", _("采购单位"), max_length=8, help=_("例如 箱；和单位相同的不填")),
        Column("purchase_factor", _("采购换算数"), Kind.DECIMAL, help=_("一个采购单位有多少，例如 一箱 12 个，填 12")),
        *NUMBER_COLUMNS,
        *SUCCESSOR_COLUMNS,
        BRAND,
        BOARD,
        POSITION,
        CARE,
    ),
    unique=(("number", "brand"),),
)
PACKAGES = Sheet(
    "packages",
    _("套餐"),
    (
        Column("code", _("套餐编码"), aliases=("套餐代码", "编码"), required=True, max_length=32),
        Column("name", _("名称"), aliases=("套餐名称",), required=True, max_length=80),
        Column(
            "operation_lines",
            _("工时"),
            aliases=("工时项目",),
            help=_("编码*数量，用分号隔开，例如 L-1；L-2*2；要写位置的 L-3*1@前"),
            max_length=1000,
        ),
        Column(
            "article_lines",
            _("配件"),
            help=_("配件号*数量，用分号隔开，例如 F-1；O-1*4；要写位置的 S-1*2@前"),
            max_length=1000,
        ),
        Column("price", _("套餐价"), Kind.MONEY, help=_("含税；不填则按明细合计")),
        Column("model_pattern", _("适用车型"), max_length=200),
        BRAND,
        BOARD,
        Column("care_every_km", _("养护间隔里程"), Kind.INTEGER, help=_("填了就是养护套餐，到期推荐")),
        Column("care_every_months", _("养护间隔月数"), Kind.INTEGER),
    ),
    unique=(("code", "brand"),),
)

MAINTENANCE = Sheet(
    "maintenance",
    _("保养计划"),
    (
        Column("code", _("编码"), aliases=("计划编码", "保养编码"), required=True, max_length=32),
        Column("name", _("保养项目"), aliases=("名称", "项目名称"), required=True, max_length=80),
        Column("package_code", _("套餐编码"), aliases=("套餐",), required=True, max_length=32),
        Column("every_km", _("间隔里程"), Kind.INTEGER, help=_("里程和月数先到为准，至少填一个")),
        Column("every_months", _("间隔月数"), Kind.INTEGER),
        Column("first_km", _("首次里程"), Kind.INTEGER, help=_("新车第一次到期；不填则按间隔")),
        Column("first_months", _("首次月数"), Kind.INTEGER),
        Column("model_pattern", _("适用车型"), max_length=200),
        BRAND,
    ),
    unique=(("code", "brand"),),
)
