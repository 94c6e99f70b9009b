"""``python -m anxin.platform.i18n update|compile|check [folder …]``, from anywhere in the project."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from anxin.platform.i18n.catalogue import (
    BrokenCatalogue,
    Catalogue,
    merged,
    mo_bytes,
    read_po,
    write_po,
    wrong_places,
)
from anxin.platform.i18n.folders import Folder, find_folders

PROJECT = Path(__file__).resolve().parents[4]


def main(arguments: Sequence[str] | None = None, *, root: Path = PROJECT) -> int:
    """Run one verb over all catalogues, or those below the named folders; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m anxin.platform.i18n", description=__doc__)
    parser.add_argument("verb", choices=["update", "compile", "check"])
    parser.add_argument("folders", nargs="*", type=Path, help="only catalogues at or below these folders")
    chosen = parser.parse_args(arguments)
    wanted = [path.resolve() for path in chosen.folders]
    folders = [one for one in find_folders(root) if not wanted or any(one.path.is_relative_to(path) for path in wanted)]
    verbs: dict[str, Callable[[list[Folder], Path], int]] = {"update": update, "compile": compile_all, "check": check}
    try:
        return verbs[chosen.verb](folders, root)
    except (BrokenCatalogue, SyntaxError) as broken:
        print(broken, file=sys.stderr)
        return 1


def update(folders: list[Folder], root: Path) -> int:
    """Bring every .po up to its sources: new msgids with an empty msgstr, vanished ones dropped."""
    for folder in folders:
        wanted, _ = folder.messages()
        old = read_po(folder.catalogue_path)
        if not wanted and not old:
            continue
        new = merged(wanted, old)
        write_po(folder.catalogue_path, new)
        waiting = sum(not entry.is_translated for entry in new.values())
        added, dropped = len(new.keys() - old.keys()), len(old.keys() - new.keys())
        print(f"{_shown(folder.path, root)}: {len(new)} texts, {added} new, {dropped} dropped, {waiting} to translate")
    return 0


def compile_all(folders: list[Folder], root: Path) -> int:
    """Write the .mo beside every .po when its content changes; else make it as new as that, so that nobody asks again."""
    written = 0
    for folder in folders:
        source = folder.catalogue_path
        if source.exists():
            target, content = source.with_suffix(".mo"), mo_bytes(read_po(source))
            if not target.exists() or target.read_bytes() != content:
                fresh = target.with_suffix(".new.mo")
                fresh.write_bytes(content)
                fresh.replace(target)  # a .mo that was cut off would be newer than its .po and stay
                written += 1
            else:
                target.touch()
    print(f"{written} catalogues compiled")
    return 0


def check(folders: list[Folder], root: Path) -> int:
    """List what is untranslated, unknown, wrongly filled or unreachable; 1 when there is any."""
    problems: list[str] = []
    everywhere: dict[object, tuple[tuple[str, ...], Path]] = {}
    for folder in folders:
        wanted, faults = folder.messages()
        catalogue = read_po(folder.catalogue_path)
        shown = _shown(folder.catalogue_path, root)
        problems += [f"{shown}: missing, run update: {one.singular}" for one in wanted if one not in catalogue]
        problems += [f"{shown}: vanished, run update: {one.singular}" for one in catalogue if one not in wanted]
        problems += _entry_problems(shown, catalogue)
        faults += folder.bare_text(root)
        problems += [f"{_shown(fault.path, root)}:{fault.line}: {fault.text}" for fault in faults]
        _warn_of_rivals(catalogue, folder.path, everywhere, root)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


def _entry_problems(shown: str, catalogue: Catalogue) -> list[str]:
    problems = []
    for message, entry in catalogue.items():
        if not entry.is_translated:
            problems.append(f"{shown}: untranslated: {message.singular}")
        elif wrong_places(message, entry):
            problems.append(f"{shown}: the English has other %(places)s: {message.singular}")
    return problems


def _warn_of_rivals(
    catalogue: Catalogue, path: Path, everywhere: dict[object, tuple[tuple[str, ...], Path]], root: Path
) -> None:
    """Django merges all catalogues: of two translations of one msgid only one is ever shown."""
    for message, entry in catalogue.items():
        texts = tuple(entry.texts)
        first, where = everywhere.setdefault(message, (texts, path))
        if first != texts and all(first) and all(texts):
            print(f"warning: two translations of {message.singular!r} in {_shown(where, root)} and {_shown(path, root)}")


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root))


if __name__ == "__main__":
    sys.exit(main())
