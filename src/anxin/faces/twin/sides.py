"""What the demo cars have on several sides, and on which of them it is fitted: an order says so (R-RO06)."""

ON_SEVERAL_SIDES = frozenset(
    [
        "减振器",
        "稳定杆连杆",
        "下摆臂",
        "轮毂轴承",
        "球头",
        "转向拉杆",
        "轮胎",
        "大灯总成",
        "尾灯总成",
        "玻璃升降器",
        "门锁总成",
        "点火线圈",
        "氧传感器",
        "轮速传感器",
        "车门外板",
        "前翼子板",
    ]
)


def side_of(component: str) -> str:
    """Where it is fitted in this demo; nothing for what a car has once."""
    return "左前" if component in ON_SEVERAL_SIDES else ""
