"""What is the same in every store, each with its reason: acts on oneself, and what belongs to the whole group."""

ONESELF = "acts on the signed-in person only"
CATALOGUE = "the catalogue belongs to the group and is the same for everybody"
ORGANISATION = "names of stores, brands and places are known to everybody in the group"
STAFF = "rules ask for names and deputies on behalf of whoever acts; row-level security keeps other stores out"
GROUP_RULES = "roles, limits, numbers' patterns and templates are rules of the whole group, shown to whoever opens them"
MASKED = "names no customer and no car: every store of the group learns from it and answers it, by permission"
HANDBOOK = "how a figure is made is read by everybody in the group; it names no store and no person"
BY_PURPOSE = "the file's purpose names the permission, checked inside"

ANYBODYS_COMMANDS = {
    "org.change_own_home_desk": ONESELF,
    "org.change_own_language": ONESELF,
    "org.issue_api_token": ONESELF,
    "org.install_group": "only while nothing is installed: there is nobody yet",
    "org.revoke_api_token": ONESELF,
    "org.set_own_password": ONESELF,
    "technical.answer_consult": MASKED,
    "technical.note_consult_opened": MASKED,
}

EVERYBODYS_QUERIES = {
    **dict.fromkeys(
        (
            "counter_sales.number_sales",
            "purchasing.number_purchases",
            "purchasing.number_receipts",
            "purchasing.number_returns",
            "purchasing.number_special_orders",
            "repair_orders.number_orders",
            "stocktaking.number_sheets",
            "transfers.number_transfers",
        ),
        "a bare number in the reader's stores; plate and page only for who may see the document",
    ),
    **dict.fromkeys(
        [
            "catalog.count_accessory_classes",
            "catalog.find_article_ids",
            "catalog.find_articles",
            "catalog.find_scanned",
            "catalog.find_supersession",
            "catalog.get_article",
            "catalog.get_maintenance_item",
            "catalog.get_operation",
            "catalog.get_package",
            "catalog.list_accessories",
            "catalog.list_accessory_sets",
            "catalog.list_article_numbers",
            "catalog.list_articles",
            "catalog.list_history",
            "catalog.list_maintenance_items",
            "catalog.list_operations",
            "catalog.list_package_rows",
            "catalog.list_packages",
            "catalog.list_rates",
            "catalog.maintenance_plan",
            "catalog.package_hours",
            "catalog.package_names",
            "catalog.package_parts",
            "catalog.price_board",
            "catalog.price_labour",
            "catalog.price_labours",
            "catalog.price_package",
            "catalog.price_part",
            "catalog.find_asked_prices",
            "catalog.price_parts",
            "catalog.search_catalog",
            "catalog.substitutes_of",
            "catalog.suggest_catalog",
            "coverage.list_terms",
        ],
        CATALOGUE,
    ),
    "kpi.get_definition": HANDBOOK,
    "kpi.search_definitions": HANDBOOK,
    **dict.fromkeys(
        [
            "org.get_group",
            "org.get_store",
            "org.get_store_hours",
            "org.list_bays",
            "org.list_teams",
            "org.list_brands",
            "org.list_calendar",
            "org.list_holders",
            "org.list_regions",
            "org.list_stores",
            "org.list_user_names",
        ],
        ORGANISATION,
    ),
    **dict.fromkeys(
        [
            "people.deputy_of",
            "people.direct_phone",
            "people.find_employee",
            "people.find_employee_of_user",
            "people.find_running_shift",
            "people.holders_of_post",
            "people.is_on_staff",
            "people.names_of",
            "people.principals_of",
            "people.stand_ins",
        ],
        STAFF,
    ),
    **dict.fromkeys(
        [
            "contacts.get_template",
            "contacts.list_templates",
            "org.get_role",
            "org.list_number_series",
            "org.list_roles",
        ],
        GROUP_RULES,
    ),
    **dict.fromkeys(
        [
            "technical.find_consult_file",
            "technical.find_similar",
            "technical.get_consult",
            "technical.get_library_entry",
            "technical.list_consults",
            "technical.page_library",
        ],
        MASKED,
    ),
    **dict.fromkeys(["files.files_by_key", "files.list_files", "files.list_files_of", "files.read_file"], BY_PURPOSE),
    "org.get_own_account": ONESELF,
}
