# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Invents associations: spreadsheets such as a coordinator keeps, of any size, always the same for a seed.

Nobody in them exists: surnames are made of syllables, telephone numbers are in the range that the
French regulator keeps for fiction, mail addresses are under a reserved domain. Only communes are real,
with their positions and populations. Purposes are spread as published: half of the rides for health,
a fifth for shopping. Plain Python.
"""
import csv
import datetime
import itertools
import random
from dataclasses import dataclass, field

STARTS = ("Bel", "Cha", "Dor", "Fer", "Gri", "Hau", "Jar", "Lan", "Mer", "Nau", "Per", "Ros", "Sau", "Tri", "Val")
MIDDLES = ("", "be", "che", "ri", "lo", "ne", "mi", "ta", "vi")
ENDS = ("baud", "din", "geon", "lard", "met", "nier", "quet", "reau", "son", "tier", "ville", "zay")
GIVEN = (
    "Agnès", "Alice", "André", "Bernadette", "Claude", "Colette", "Denise", "Élise", "Émile", "Fernand",
    "Francis", "Geneviève", "Georges", "Ginette", "Henri", "Huguette", "Irène", "Jacqueline", "Jean-Luc",
    "Jeanne", "Léon", "Louise", "Lucien", "Madeleine", "Marcelle", "Marie-Jo", "Maurice", "Noël", "Odile",
    "Paul", "Pierrette", "Raymond", "Rémi", "Solange", "Suzanne", "Thérèse", "Victor", "Yves")
PURPOSES = (("médical", 50), ("courses", 19), ("visite", 11), ("gare", 8), ("administratif", 5), ("autre", 7))
NEEDS = ("", "", "", "", "canne", "déambulateur", "malvoyante", "accomp.", "fauteuil pliable")
STREETS = ("rue des Lilas", "Le Bourg", "impasse du Four", "route du Moulin", "La Lande", "rue de l'Étang")
RIDE_HEADINGS = ("Date", "Heure", "Bénéficiaire", "Départ", "Arrivée", "Motif", "Chauffeur",
                 "Km (AR domicile chauffeur)", "Attente", "Péage parking", "Observations")
VOLUNTEER_HEADINGS = ("NOM Prénom", "Tél.", "Mail", "Adresse", "CP", "Commune", "CV", "Places",
                      "Permis vu le", "Assurance jusqu'au", "CT jusqu'au", "Jours")
BENEFICIARY_HEADINGS = ("Nom", "Prénom", "Né(e) le", "Adresse", "CP", "Commune", "Téléphone", "Besoins",
                        "Critère TUS")


@dataclass(frozen=True)
class Commune:
    """A commune as the data file has it; position in decimal degrees."""

    name: str
    postcode: str
    population: int
    point: object


@dataclass
class Association:
    """One invented association and its three spreadsheets, as rows of text with their headings."""

    name: str
    commune: Commune
    volunteers: list = field(default_factory=list)
    beneficiaries: list = field(default_factory=list)
    rides: list = field(default_factory=list)

    def write(self, folder):
        """Write the three files as CSV (semicolon, UTF-8 with BOM) and return their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        sheets = (('benevoles', VOLUNTEER_HEADINGS, self.volunteers),
                  ('adherents', BENEFICIARY_HEADINGS, self.beneficiaries),
                  ('trajets', RIDE_HEADINGS, self.rides))
        paths = []
        for name, headings, rows in sheets:
            paths.append(folder / f'{name}.csv')
            with open(paths[-1], 'w', newline='', encoding='utf-8-sig') as stream:
                writer = csv.writer(stream, delimiter=';')
                writer.writerows([headings, *rows])
        return paths


class Generator:
    """Makes associations from one seed.

    :param communes: list of ``Commune``
    :param distance: function of two points to road kilometres
    """

    def __init__(self, communes, distance, seed=0, year=2025):
        self.random = random.Random(seed)
        self.communes = communes
        self.distance = distance
        self.year = year
        self.names = self._unique_names()
        self.phones = itertools.count()

    def _unique_names(self):
        surnames = [''.join(parts) for parts in itertools.product(STARTS, MIDDLES, ENDS)]
        pairs = [(surname.upper(), given) for surname in surnames for given in GIVEN]
        self.random.shuffle(pairs)
        return itertools.cycle(pairs)

    def associations(self, number, volunteers, people, rides):
        """Yield ``number`` associations that share these totals, around towns far from each other."""
        centres = self._pick_centres(number)
        weights = [self.random.uniform(0.5, 1.5) for _centre in centres]
        for index, centre in enumerate(centres):
            shares = [self._share(total, weights, index) for total in (volunteers, people, rides)]
            yield self._association(centre, *shares)

    def _pick_centres(self, number):
        towns = [c for c in self.communes if 1500 <= c.population <= 9000]
        self.random.shuffle(towns)
        chosen = towns[:1]
        for gap in (18, 9, 0):
            for town in towns:
                if len(chosen) < number and all(
                        self.distance(town.point, other.point) > gap for other in chosen):
                    chosen.append(town)
        return chosen[:number]

    @staticmethod
    def _share(total, weights, index):
        """Return the part of ``total`` of one association; the parts of all add up to the total."""
        whole = sum(weights)
        before, until = sum(weights[:index]), sum(weights[:index + 1])
        return round(total * until / whole) - round(total * before / whole)

    def _association(self, centre, volunteers, people, rides):
        near = sorted(self.communes, key=lambda c: self.distance(c.point, centre.point))[:9]
        towns = [c for c in self.communes
                 if c.population > 2500 and self.distance(c.point, centre.point) < 45]
        association = Association(f"{centre.name} Solidarité Transport", centre)
        drivers = [self._person(near) for _index in range(max(volunteers, 2))]
        carried = [self._person(near) for _index in range(max(people, 2))]
        association.volunteers = [self._volunteer_row(person) for person in drivers]
        association.beneficiaries = [self._beneficiary_row(person) for person in carried]
        days = self._days()
        wishes = [self.random.paretovariate(1.6) for _driver in drivers]
        booked = set()
        while len(association.rides) < rides:
            row = self._ride_row(self.random.choice(days), self.random.choice(carried),
                                 self.random.choices(drivers, wishes)[0], near, towns)
            if row[:3] not in booked:  # nobody is in two cars at once
                booked.add(row[:3])
                association.rides.append(row)
        association.rides.sort(key=lambda row: (row[0][6:], row[0][3:5], row[0][:2], row[1]))
        return association

    def _days(self):
        """Return the days of the year, working days six times more often than the others."""
        start = datetime.date(self.year, 1, 1)
        days = [start + datetime.timedelta(days=n) for n in range(365)]
        return [day for day in days for _times in range(6 if day.weekday() < 5 else 1)]

    def _person(self, near):
        surname, given = next(self.names)
        number = next(self.phones)
        commune = self.random.choices(near, [c.population for c in near])[0]
        return {
            'surname': surname, 'given': given, 'commune': commune,
            # 06 39 98 xx xx is kept for works of fiction by the regulator
            'phone': f"06 39 98 {number // 100 % 100:02d} {number % 100:02d}",
            'mail': f"personne{number}@example.org",
            'street': f"{self.random.randint(1, 60)} {self.random.choice(STREETS)}"}

    def _volunteer_row(self, person):
        year = self.year
        return (f"{person['surname']} {person['given']}", person['phone'], person['mail'],
                person['street'], person['commune'].postcode, person['commune'].name,
                self.random.choice((4, 4, 5, 5, 6, 7)), self.random.choice((3, 3, 4)),
                f"15/{self.random.randint(1, 12):02d}/{year - 1}",
                f"31/{self.random.choice(('01', '03', '10', '12'))}/{year + 1}",
                f"20/{self.random.randint(1, 12):02d}/{year + 1}", "tous")

    def _beneficiary_row(self, person):
        birth = datetime.date(self.year - self.random.randint(62, 96), self.random.randint(1, 12), 9)
        return (person['surname'], person['given'], f"{birth:%d/%m/%Y}", person['street'],
                person['commune'].postcode, person['commune'].name, person['phone'],
                self.random.choice(NEEDS), self.random.choice(("lieu", "lieu", "lieu", "ASPA", "C2S")))

    def _ride_row(self, day, person, driver, near, towns):
        purpose = self.random.choices(*zip(*PURPOSES, strict=True))[0]
        choices = [c for c in (towns if purpose in ("médical", "gare") else near)
                   if c is not person['commune']] or near
        pull = [c.population / (5 + self.distance(c.point, person['commune'].point)) ** 2 for c in choices]
        to = self.random.choices(choices, pull)[0]
        approach = self.distance(driver['commune'].point, person['commune'].point) + 1.5
        km = round(2 * (approach + self.distance(person['commune'].point, to.point) + 1.5), 1)
        chance = self.random.random()
        remark = "annulé" if chance < 0.04 else "absente, déplacé pour rien" if chance < 0.055 else ""
        toll = self.random.choice(("", "", "", "", "", "", "1,50", "2,00", "3,20"))
        hour, minute = self.random.randint(8, 16), self.random.choice((0, 15, 30, 45))
        return (f"{day:%d/%m/%Y}", f"{hour}h{minute:02d}", f"{person['surname']} {person['given']}",
                person['commune'].name, to.name, purpose, f"{driver['surname']} {driver['given']}",
                str(km).replace('.', ','), self.random.choice(("", "1h", "2h")), toll, remark)
