# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Headings and words of exported lists: French, as coordinators write them, whoever exports.

They are data, not texts of a screen: the import reads them again.
"""

SHEETS = {'volunteers': "Bénévoles", 'beneficiaries': "Bénéficiaires", 'places': "Lieux", 'rides': "Trajets"}
HEADINGS = {
    'volunteers': [
        "NOM Prénom", "Tél.", "Mail", "Adresse", "Complément", "CP", "Commune", "CV", "Électrique", "Énergie",
        "Véhicule", "Immatriculation", "Places", "Permis vu le", "Assurance jusqu'au", "CT jusqu'au", "Jours",
        "Km max", "Trajets par semaine", "Refuse", "Bénévole depuis", "Date de sortie", "Statut",
        "Remarques"],
    'beneficiaries': [
        "Nom", "Prénom", "Né(e) le", "Adresse", "Complément", "CP", "Commune", "Téléphone", "Mail",
        "Accompagnants", "Personne à prévenir", "Tél. urgence", "Accès", "Vit seul", "Consentement le"],
    'needs': ["Besoins", "Critère TUS", "Alerte"],
    'places': [
        "Lieu", "Adresse", "CP", "Commune", "Téléphone", "Horaires", "Type", "Latitude", "Longitude",
        "Secteur", "Remarques"],
    'rides': [
        "Date", "Heure", "Bénéficiaire", "Tél. bénéficiaire", "Départ", "Arrivée", "Motif", "Chauffeur",
        "Tél. chauffeur", "Km (AR domicile chauffeur)", "Attente", "Péage", "Parking", "État",
        "Accompagnants", "Observations"],
}
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
AIDS = {
    'cane': "canne", 'walker': "déambulateur", 'folding_wheelchair': "fauteuil pliable",
    'wheelchair': "fauteuil", 'low_vision': "malvoyant", 'hearing': "malentendant", 'arm': "bras",
    'pet': "animal", 'child_seat': "siège enfant", 'escort': "accompagnement"}
PURPOSES = {
    'health': "médical", 'shopping': "courses", 'social': "visite", 'admin': "administratif",
    'connection': "gare", 'other': "autre"}
GROUNDS = {'place': "lieu", 'resources': "ressources", 'both': "lieu et ressources"}
ENERGIES = {'thermal': "thermique", 'hybrid': "hybride", 'electric': "électrique"}
VOLUNTEER_STATES = {'applicant': "candidat", 'active': "actif", 'paused': "en pause", 'left': "parti"}
RIDE_STATES = {
    'done': "fait", 'no_show': "absent", 'cancelled': "annulé", 'refused': "refusé",
    'unserved': "pas de chauffeur", 'requested': "prévu", 'planned': "prévu", 'confirmed': "prévu"}


def write_hour(hour):
    """Return a decimal hour as 8h30."""
    minutes = round(hour * 60)
    return f"{minutes // 60}h{minutes % 60:02}"


def write_slots(slots):
    """Return (weekday, from, to) triples as a cell: ``lundi 8h00-12h00, mardi 8h00-19h00``."""
    return ', '.join(f"{DAYS[int(day)]} {write_hour(start)}-{write_hour(end)}" for day, start, end in slots)


def write_aids(codes):
    """Return codes of aids as a cell; a code the words do not know is written as it is."""
    return ', '.join(AIDS.get(code, code) for code in codes)


def write_refused_aids(codes):
    """Return codes of refused aids as a cell."""
    return ', '.join(f"pas de {AIDS.get(code, code)}" for code in codes)
