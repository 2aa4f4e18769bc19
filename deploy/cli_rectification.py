"""How ``permitloop docket --rectification`` prints the ledger of what must come to nought."""

from casework.rectification import STATE_TITLES, Ledger
from deploy.cli_print import show_json, show_line, show_table


def show_ledger(found: Ledger, *, as_json: bool) -> None:
    """Print the ledger, as facts or as a table."""
    if as_json:
        show_json(found)
        return
    show_line(
        f"{found.as_of} 清零台账：共 {found.total} 项，未销号 {found.open} 项"
        f"（逾期 {found.overdue} 项），已销号 {found.closed} 项（逾期后 {found.closed_late} 项）"
        + ("；已清零" if found.total and found.cleared else "")
    )
    show_table(
        "整改事项",
        ("案号", "类别", "单位", "牵头单位", "承办人", "整改时限", "环节", "状态", "由谁销号"),
        [
            (each.case_no, each.kind_title, each.party, each.lead_unit, each.officer,
             each.due_on or "文书未载明", each.stage_title, STATE_TITLES[each.state],
             each.closing_level)
            for each in found.items
        ],
    )  # fmt: skip
