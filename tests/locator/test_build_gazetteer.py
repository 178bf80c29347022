"""The gazetteer is built from two packages: exact where GeoNames has the commune, else the mean of the neighbours."""

from __future__ import annotations

from scripts.build_gazetteer import build


def commune(code: str, name: str, postcodes: str, **more) -> dict:
    return {
        "code": code, "nom": name, "type": "commune-actuelle", "departement": code[:2], "region": "84",
        "population": 100, "codesPostaux": postcodes.split(), **more,
    }  # fmt: skip


def line(name: str, latitude: float, longitude: float, code: str, country: str = "FR", population: int = 500) -> str:
    cells = ["1", name, name, "", str(latitude), str(longitude), "P", "PPL", country, "", "", "", "", "", str(population)]
    cells[10 if country == "YT" else 13] = code
    return "\t".join(cells) + "\n"


def rows(tmp_path, communes, groups, lines) -> dict[str, tuple[float, float, str]]:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "cities500.txt").write_text("".join(lines), encoding="utf-8")
    return {row[0]: (float(row[6]), float(row[7]), row[8]) for row in build(communes, groups, tmp_path)}


def test_a_commune_without_a_point_takes_the_mean_of_its_nearest_neighbours(tmp_path):
    communes = [
        commune("01001", "A", "01400"), commune("01002", "B", "01400"), commune("01003", "C", "01999"),
        commune("01004", "D", "01400"), commune("01005", "E", "01500"), commune("01006", "F", "01777"),
    ]  # fmt: skip
    lines = [line("A", 46.0, 5.0, "01001"), line("B", 46.2, 5.2, "01002"), line("E", 47.0, 6.0, "01005")]
    found = rows(tmp_path, communes, {"01003": "g", "01005": "g"}, lines)
    assert found["01001"] == (46.0, 5.0, "exact")
    assert found["01004"] == (46.1, 5.1, "approximate")  # its postcode
    assert found["01003"] == (47.0, 6.0, "approximate")  # its intercommunality
    assert found["01006"] == (46.4, 5.4, "approximate")  # its department


def test_a_point_far_from_its_intercommunality_is_not_believed(tmp_path):
    communes = [commune(f"0100{n}", f"N{n}", f"0{n}000") for n in range(6)]
    lines = [line(f"N{n}", 46.0, 5.0, f"0100{n}") for n in range(5)] + [line("N5", 49.0, 5.0, "01005")]
    found = rows(tmp_path, communes, dict.fromkeys((c["code"] for c in communes), "g"), lines)
    assert found["01005"] == (46.0, 5.0, "approximate")


def test_overseas_communes_and_the_parts_of_lyon_have_their_points(tmp_path):
    communes = [
        commune("69123", "Lyon", "69001 69003"),
        commune("69383", "Lyon 3e Arrondissement", "69003", type="arrondissement-municipal"),
        commune("97611", "Mamoudzou", "97600"),
        commune("98735", "Papeete", "98714", departement="987", zone="com"),
        commune("98411", "Kerguelen", "", departement="984", zone="com"),
    ]
    lines = [
        line("Lyon", 45.7, 4.8, "69123"), line("Lyon 03", 45.76, 4.85, "69123"),
        line("Mamoudzou", -12.78, 45.2, "97611", "YT"), line("Papeete", -17.5, -149.5, "", "PF"),
    ]  # fmt: skip
    found = rows(tmp_path, communes, {}, lines)
    assert found["69383"] == (45.76, 4.85, "exact")
    assert found["69123"] == (45.7, 4.8, "exact")
    assert found["97611"] == (-12.78, 45.2, "exact")
    assert found["98735"] == (-17.5, -149.5, "exact")
    assert "98411" not in found
