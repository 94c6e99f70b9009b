"""Tables of the organisation."""

from anxin.parties.org.models.access import ApiToken, Grant, RolePermission, SignIn, SignInFailures, User
from anxin.parties.org.models.calendars import Holiday, StoreHours
from anxin.parties.org.models.units import Bay, Brand, Department, Group, ParkingPlace, Region, Store, Team

__all__ = [
    "ApiToken",
    "Bay",
    "Brand",
    "Department",
    "Grant",
    "Group",
    "Holiday",
    "ParkingPlace",
    "Region",
    "RolePermission",
    "SignIn",
    "SignInFailures",
    "Store",
    "StoreHours",
    "Team",
    "User",
]
