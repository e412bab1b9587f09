# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What columns a coordinator's sheets have, by kind of sheet, and the headings they go by.

Each field has a type (how its cells are read), a weight (how far it betrays the kind of the sheet)
and headings: French and English, without accents or punctuation, the usual one first.
"""
from dataclasses import dataclass

from .messages import REFUSAL_HEADING, REFUSAL_HEADING_FR, _lt
from .text import fold


@dataclass(frozen=True)
class Field:
    """A column that can be recognised. ``label`` is its English name, for a screen to translate."""

    name: str
    type: str
    label: str
    headings: tuple[str, ...]
    weight: float = 1.0


def _field(name, kind, label, headings, weight=1.0):
    known = dict.fromkeys([*(part.strip() for part in headings.split('|')), fold(label)])
    return Field(name, kind, label, tuple(known), weight)


_NOTE = _field(
        'note', 'text', _lt("Remarks"),
        'observations|observation|remarques|remarque|commentaires|commentaire|notes|note|'
        'divers|comments|comment|remark|infos|informations|precisions|a savoir|'
        'particularites|a noter|annotations', 0.3)
_REF = _field(
        'ref', 'text', _lt("Number"),
        'n|no|num|numero|id|ref|reference|code|n adherent|n trajet|n de trajet|n transport|n course|'
        'numero d ordre|nr', 0.2)
_REFUSAL = _field('refusal', 'text', REFUSAL_HEADING,
    fold(REFUSAL_HEADING_FR) + '|motif de refus|motif du rejet', 0)

_PERSON = (
    _field(
        'last_name', 'name', _lt("Last Name"),
        'nom|nom de famille|nom usuel|nom d usage|noms|surname|family name|lastname|'
        'nom de l adherent|nom du benevole', 0.6),
    _field(
        'first_name', 'name', _lt("First Name"),
        'prenom|prenoms|given name|firstname|forename', 0.6),
    _field(
        'civility', 'text', _lt("Title"),
        'civilite|civ|titre|genre|sexe|m mme', 0.3),
    _field(
        'phone', 'phone', _lt("Phone"),
        'telephone|tel|tel fixe|telephone fixe|fixe|tel domicile|phones|phone number|'
        'telephones|numero de telephone|n tel|coordonnees telephoniques|landline|tel 1', 0.5),
    _field(
        'mobile', 'phone', _lt("Mobile"),
        'portable|tel portable|telephone portable|tel mobile|gsm|mobile phone|cell|'
        'cell phone|tel 2|telephone 2|autre telephone|tel port', 0.5),
    _field(
        'email', 'email', _lt("E-mail"),
        'mail|email|courriel|adresse mail|adresse email|adresse e mail|adresse electronique|'
        'mel|email address|e mail address', 0.6),
    _field(
        'street', 'text', _lt("Street"),
        'adresse|rue|adresse postale|address|voie|n et rue|adresse 1|domicile|numero et rue|'
        'street address|lieu dit', 0.5),
    _field(
        'street2', 'text', _lt("Address Line 2"),
        'complement|complement d adresse|adresse 2|complement adresse|street 2', 0.2),
    _field(
        'zip', 'zip', _lt("Postcode"),
        'cp|code postal|c p|codepostal|zip|zip code|postal code', 0.5),
    _field(
        'city', 'text', _lt("Town"),
        'commune|ville|localite|city|village|commune de residence|municipality', 0.5),
    _field(
        'birthdate', 'birth', _lt("Date of Birth"),
        'ne e le|ne le|nee le|date de naissance|naissance|date naissance|birth date|'
        'birthdate|birthday|born|born on|ddn|date naiss|anniversaire|nee|ne', 0.8),
    _field(
        'date_start', 'date', _lt("Since"),
        'depuis|date d entree|date d adhesion|adhesion|entree|inscrit le|date inscription|'
        'benevole depuis|start date|date d inscription|member since|arrivee le', 0.4),
    _field(
        'date_end', 'date', _lt("Until"),
        'date de sortie|sortie|fin|date de fin|parti le|end date|radie le|depart le', 0.4),
    _field(
        'status', 'text', _lt("Status"),
        'statut|etat|situation|actif|active|state', 0.2),
    _NOTE, _REF, _REFUSAL)

_VOLUNTEER = (
    _field(
        'name', 'person', _lt("Name"),
        'nom prenom|nom et prenom|prenom nom|prenom et nom|nom complet|full name|'
        'noms prenoms|benevole|benevoles|chauffeur|chauffeurs|conducteur|conducteurs|driver|'
        'volunteer|nom du chauffeur|nom prenom du benevole|accompagnateur|conductrice', 0.8),
    _field(
        'fiscal_power', 'int', _lt("Fiscal Power"),
        'cv|puissance|puissance fiscale|cv fiscaux|chevaux|chevaux fiscaux|'
        'puissance vehicule|nb cv|p 6|horsepower', 2),
    _field(
        'electric', 'bool', _lt("Electric"),
        'electrique|vehicule electrique|voiture electrique|elec|electric car|ve', 2),
    _field(
        'energy', 'energy', _lt("Energy"),
        'energie|carburant|motorisation|fuel', 2),
    _field(
        'seats', 'int', _lt("Seats"),
        'places|nb places|nombre de places|places passagers|places dispo|places assises|'
        'nbre places|passenger seats', 1.5),
    _field(
        'vehicle', 'text', _lt("Vehicle"),
        'vehicule|voiture|marque|modele|marque et modele|type vehicule|marque modele|car|'
        'vehicle model', 1.5),
    _field(
        'plate', 'text', _lt("Registration"),
        'immatriculation|immat|plaque|n immatriculation|plate|registration number|'
        'licence plate', 2),
    _field(
        'licence_seen', 'date', _lt("Licence Seen On"),
        'permis vu le|permis|permis verifie le|permis vu|date permis|permis controle le|'
        'driving licence seen|licence|licence seen', 2),
    _field(
        'insurance_end', 'date', _lt("Insurance Until"),
        'assurance jusqu au|assurance|assurance valable jusqu au|echeance assurance|'
        'fin assurance|assurance echeance|date assurance|insurance|insured until|'
        'insurance expiry', 2),
    _field(
        'inspection_end', 'date', _lt("Inspection Until"),
        'ct jusqu au|ct|controle technique|controle technique jusqu au|echeance ct|date ct|'
        'fin ct|validite ct|prochain ct|inspection|mot|technical inspection|'
        'inspection valid until', 2),
    _field(
        'weekdays', 'weekdays', _lt("Days"),
        'jours|jour|disponibilites|disponibilite|dispo|dispos|jours de disponibilite|'
        'jours disponibles|jours dispo|availability|available days', 2),
    _field(
        'max_km', 'int', _lt("Longest Run"),
        'km max|kms max|distance max|max km|kilometrage max|rayon|km maximum|'
        'distance maximum|maximum km|limite km', 2),
    _field(
        'max_rides_week', 'int', _lt("Rides a Week"),
        'trajets par semaine|nb trajets semaine|trajets max|transports par semaine|'
        'max par semaine', 1.5),
    _field(
        'iban', 'iban', _lt("IBAN"),
        'rib|iban rib|compte bancaire|n compte|bank account', 1.5),
    _field(
        'refuses', 'text', _lt("Refuses"),
        'refus|refuse|ne prend pas|contre indications', 0.5),
    *_PERSON)

_BENEFICIARY = (
    _field(
        'name', 'person', _lt("Name"),
        'nom prenom|nom et prenom|prenom nom|prenom et nom|nom complet|full name|'
        'noms prenoms|beneficiaire|beneficiaires|adherent|adherents|usager|usagers|passager|'
        'passagers|beneficiary|passenger|member|client|personne transportee|personne|rider|'
        'user|personne aidee|nom de l usager', 0.8),
    _field(
        'fee', 'fee', _lt("Membership Fee"),
        'cotisation|cotis|cotisation payee|adhesion payee|cotisation annuelle|fee|'
        'montant cotisation|adhesion reglee|membership', 1.5),
    _field(
        'aids', 'aids', _lt("Aids"),
        'besoins|besoin|aides|aide|aide technique|aides techniques|mobilite|handicap|'
        'equipement|needs|materiel|autonomie|special needs|aide a la mobilite', 2),
    _field(
        'tus_ground', 'ground', _lt("TUS Ground"),
        'critere tus|tus|critere|criteres|eligibilite|motif tus|condition tus|'
        'critere d eligibilite|justificatif tus|ground|eligibility', 2),
    _field(
        'companions', 'int', _lt("Companions"),
        'accompagnants|accompagnant|nb accompagnants|accompagnateurs|personnes accompagnantes',
        0.8),
    _field(
        'emergency_name', 'text', _lt("Emergency Contact"),
        'personne a prevenir|contact urgence|contact d urgence|a prevenir|referent|'
        'contact famille|proche|personne de confiance|personne a contacter|aidant', 2),
    _field(
        'emergency_phone', 'phone', _lt("Emergency Phone"),
        'tel urgence|telephone urgence|tel contact|tel personne a prevenir|telephone contact|'
        'tel referent|tel famille|tel proche|telephone personne a prevenir', 2),
    _field(
        'door_note', 'text', _lt("Door Note"),
        'acces|consigne de porte|digicode|code porte|code|etage|acces logement|consignes acces|door code|access', 1),
    _field(
        'alert', 'text', _lt("Alert"),
        'alerte|attention|vigilance|warning', 0.5),
    _field(
        'consent_date', 'date', _lt("Consent On"),
        'consentement|rgpd|accord rgpd|consentement le|consent|gdpr', 1.5),
    _field(
        'lives_alone', 'bool', _lt("Lives Alone"),
        'vit seul|vit seule|seul|seule|isole|isolee', 1),
    *_PERSON)

_PLACE = (
    _field(
        'name', 'text', _lt("Place"),
        'lieu|lieux|destination|destinations|etablissement|nom du lieu|nom|name|libelle|'
        'structure|denomination|lieu dit|adresse utile|cabinet|intitule', 0.8),
    _field(
        'street', 'text', _lt("Street"),
        'adresse|rue|adresse postale|address|voie|street address', 0.5),
    _field(
        'zip', 'zip', _lt("Postcode"),
        'cp|code postal|zip|zip code|postal code', 0.4),
    _field(
        'city', 'text', _lt("Town"),
        'commune|ville|localite|city|municipality', 0.4),
    _field(
        'phone', 'phone', _lt("Phone"),
        'telephone|tel|phone number', 0.3),
    _field(
        'opening', 'text', _lt("Opening Hours"),
        'horaires|horaire|ouverture|heures d ouverture|horaires d ouverture|'
        'jours d ouverture|hours', 2),
    _field(
        'purpose', 'purpose', _lt("Purpose"),
        'type|type de lieu|categorie|motif|usage|nature|category|kind', 1),
    _field(
        'latitude', 'decimal', _lt("Latitude"),
        'lat|y', 1),
    _field(
        'longitude', 'decimal', _lt("Longitude"),
        'lon|lng|long|x', 1),
    _field(
        'sector', 'text', _lt("Sector"),
        'secteur|zone', 0.8),
    _NOTE, _REF, _REFUSAL)

_COMMUNE = (
    _field(
        'code', 'text', _lt("INSEE Code"),
        'code|insee|code insee|code commune|code geo|codgeo|depcom', 1.5),
    _field(
        'name', 'text', _lt("Commune"),
        'nom|commune|libelle|libgeo|nom commune|nom de la commune|name', 0.8),
    _field(
        'dep', 'text', _lt("Department"),
        'dep|departement|code departement', 1),
    _field(
        'zips', 'text', _lt("Postcodes"),
        'codes postaux|code postal|cp|postcode', 1),
    _field(
        'population', 'int', _lt("Population"),
        'pop|habitants|nb habitants|nombre d habitants|inhabitants', 2),
    _field(
        'latitude', 'decimal', _lt("Latitude"),
        'lat', 1),
    _field(
        'longitude', 'decimal', _lt("Longitude"),
        'lon|lng|long', 1),
    _field(
        'area', 'decimal', _lt("Area (km²)"),
        'surface km2|surface|superficie|area', 1),
    _field(
        'density', 'text', _lt("Density"),
        'classe|densite', 0.5),
    _REFUSAL)

_RIDE = (
    _field(
        'date', 'ride_date', _lt("Date"),
        'date du transport|date transport|date du trajet|date trajet|date de transport|jour|'
        'le|ride date|day|date et heure|date heure|date course|date rdv|date du rdv|'
        'date du rendez vous|date and time|date accompagnement|date sortie|trip date|quand', 1),
    _field(
        'time', 'time', _lt("Time"),
        'heure|heures|horaire|heure de depart|heure depart|h depart|heure rdv|heure du rdv|'
        'heure de rdv|heure du rendez vous|rdv|pick up time|pickup time|start time|'
        'heure aller|heure de prise en charge|hour|a', 1),
    _field(
        'return_time', 'time', _lt("Return Time"),
        'heure retour|heure de retour|h retour|retour|heure de fin|heure arrivee|'
        'heure d arrivee|end time', 0.5),
    _field(
        'weekday', 'text', _lt("Weekday"),
        'jour de la semaine|jour semaine', 0.1),
    _field(
        'month', 'text', _lt("Month"),
        'mois|semaine|periode|annee|week|year', 0.1),
    _field(
        'beneficiary', 'person', _lt("Beneficiary"),
        'beneficiaire|adherent|usager|personne transportee|passager|personne|client|'
        'passenger|member|rider|nom prenom|nom et prenom|nom du beneficiaire|nom de l usager|'
        'nom de l adherent|beneficiaires|usagers|adherents|personne accompagnee|'
        'personne aidee|transporte|nom prenom beneficiaire|qui|user|nom|'
        'nom prenom de l usager|passagers|demandeur|'
        'person transported|accompagne|voyageur|person|voyageuse', 2),
    _field(
        'beneficiary_last', 'name', _lt("Beneficiary Last Name"),
        'nom beneficiaire|nom usager|nom adherent|nom passager|last name|surname|'
        'passenger last name|beneficiaire nom|usager nom|adherent nom', 1.5),
    _field(
        'beneficiary_first', 'name', _lt("Beneficiary First Name"),
        'prenom beneficiaire|prenom usager|prenom adherent|prenom passager|prenom|first name|'
        'passenger first name|beneficiaire prenom|usager prenom|adherent prenom|'
        'prenom du beneficiaire', 1.5),
    _field(
        'beneficiary_phone', 'phone', _lt("Beneficiary Phone"),
        'tel beneficiaire|telephone beneficiaire|tel usager|telephone|tel|phone|tel adherent|'
        'mobile|portable', 0.5),
    _field(
        'volunteer', 'person', _lt("Volunteer"),
        'chauffeur|conducteur|benevole|driver|accompagnateur|chauffeur benevole|'
        'benevole chauffeur|nom du chauffeur|nom du benevole|nom chauffeur|nom benevole|'
        'nom conducteur|conductrice|chauffeurs|benevoles|conducteurs|driver name|par|'
        'transporte par|nom prenom chauffeur|nom prenom benevole|intervenant|'
        'effectue par|fait par|realise par|assure par|conduit par|aidant|driven by', 2),
    _field(
        'volunteer_last', 'name', _lt("Volunteer Last Name"),
        'nom chauffeur|nom benevole|nom conducteur|driver last name|chauffeur nom|'
        'benevole nom|conducteur nom', 1.5),
    _field(
        'volunteer_first', 'name', _lt("Volunteer First Name"),
        'prenom chauffeur|prenom benevole|prenom conducteur|driver first name|'
        'chauffeur prenom|benevole prenom|conducteur prenom|prenom du chauffeur|'
        'prenom du benevole|prenom du conducteur', 1.5),
    _field(
        'volunteer_phone', 'phone', _lt("Volunteer Phone"),
        'tel chauffeur|tel benevole|telephone chauffeur|telephone benevole|driver phone|'
        'tel conducteur', 0.5),
    _field(
        'pickup', 'text', _lt("From"),
        'depart|lieu de depart|adresse de depart|commune de depart|origine|de|lieu depart|'
        'commune depart|prise en charge|lieu de prise en charge|pick up|pickup|origin|start|'
        'ville de depart|ville depart|adresse depart|domicile|commune|point de depart|'
        'depuis|provenance|from', 1.2),
    _field(
        'dropoff', 'text', _lt("To"),
        'arrivee|destination|lieu de rdv|lieu du rdv|lieu de rendez vous|lieu d arrivee|'
        'lieu arrivee|adresse d arrivee|commune d arrivee|vers|a|drop off|dropoff|lieu|'
        'arrival|ville d arrivee|adresse de destination|lieu de destination|commune arrivee|'
        'adresse arrivee|ou|rdv|rendez vous|point d arrivee|commune de destination|place|'
        'trajet|'
        'end location|where to|etablissement|to|praticien', 1.2),
    _field(
        'purpose', 'purpose', _lt("Purpose"),
        'motif|objet|motif du transport|motif du trajet|raison|nature|type de trajet|'
        'motif du deplacement|reason|type|type de motif|categorie|trip purpose', 1),
    _field(
        'km', 'km', _lt("Kilometres"),
        'km|kms|kilometrage|nb km|nombre de km|nb kms|nbre km|km parcourus|'
        'kilometres parcourus|total km|km total|distance|km a r|km ar|kilometers|mileage|'
        'distance km|nombre de kilometres|km reels|nb kilometres|km effectues|kilometre|'
        'nbre de km|'
        'nombre km|number of km|distance parcourue|km driven', 2),
    _field(
        'odometer_start', 'decimal', _lt("Odometer at Start"),
        'km depart|compteur depart|compteur debut|km debut|km compteur depart|'
        'kilometrage depart|odometer start|index depart', 1.5),
    _field(
        'odometer_end', 'decimal', _lt("Odometer at End"),
        'km arrivee|compteur arrivee|compteur fin|km fin|km compteur arrivee|km retour|'
        'compteur retour|kilometrage arrivee|odometer end|index retour', 1.5),
    _field(
        'waiting', 'duration', _lt("Waiting Time"),
        'attente|waiting|temps d attente|duree attente|duree d attente|attente h|waiting time|wait|'
        'temps attente', 1),
    _field(
        'toll', 'cost', _lt("Tolls"),
        'peage|peages|peage parking|peages parking|peage et parking|peages et parking|'
        'peage stationnement|frais peage|frais de peage|frais annexes|toll|tolls parking|'
        'tolls and parking|toll parking|frais peage parking|parking peage|'
        'frais d autoroute|autoroute|frais divers|autres frais', 1.2),
    _field(
        'parking', 'cost', _lt("Parking"),
        'stationnement|frais de parking|frais parking|car park|frais de stationnement', 1),
    _field(
        'contribution', 'money', _lt("Contribution"),
        'participation|participation usager|participation beneficiaire|'
        'participation adherent|participation financiere|montant|montant participation|fare|'
        'a payer|prix|montant regle|somme|paye par l usager|participation demandee|'
        'contribution paid|amount|prix du trajet|'
        'reste a charge|paid|donation|don|indemnite versee par l usager|cout usager|facture|paye', 1.2),
    _field(
        'reimbursement', 'money', _lt("Reimbursement"),
        'remboursement|indemnite|indemnites|frais km|indemnites kilometriques|'
        'remboursement chauffeur|indemnisation|frais kilometriques|a rembourser|'
        'total a rembourser|montant rembourse|defraiement', 1),
    _field(
        'payment', 'payment', _lt("Paid By"),
        'regle en|reglement|mode de reglement|mode reglement|paiement|mode de paiement|'
        'mode paiement|moyen de paiement|payment|payment method|paid in|regle par|paye en|'
        'type de paiement|encaissement|payment mode|'
        'paye par|paid with|encaisse en|especes cheque|how paid', 1.2),
    _field(
        'state', 'state', _lt("State"),
        'etat|statut|resultat|status|outcome|result|realise|effectue|suite donnee|suite|fait|'
        'realisation', 0.8),
    _field(
        'cancelled', 'bool', _lt("Cancelled"),
        'annule|annulation|annulee|canceled|trajet annule', 0.8),
    _field(
        'no_show', 'bool', _lt("Person Absent"),
        'absent|absence|lapin|no show|personne absente|absente', 0.8),
    _field(
        'round_trip', 'text', _lt("Round Trip"),
        'aller retour|a r|ar|aller simple|type ar|sens|return trip|aller ou aller retour', 0.8),
    _field(
        'companions', 'int', _lt("Companions"),
        'accompagnants|accompagnant|nb accompagnants|nb personnes|nombre de personnes|'
        'nb passagers|passengers', 0.5),
    _NOTE, _REF, _REFUSAL)

FIELDS = {'volunteers': _VOLUNTEER, 'beneficiaries': _BENEFICIARY, 'places': _PLACE, 'rides': _RIDE,
          'communes': _COMMUNE}
KINDS = tuple(FIELDS)

# Words in a file's name, a sheet's name or a title that tell the kind.
HINTS = {
    'volunteers': 'benevole|chauffeur|conducteur|volunteer|driver',
    'beneficiaries': 'beneficiaire|adherent|usager|passager|membre|beneficiar|member|passenger|'
                     'client',
    'places': 'lieu|destination|adresses utiles|place|etablissement',
    'rides': 'trajet|transport|course|ride|trip|accompagnement|deplacement|sortie|planning|'
             'kilometr',
    'communes': 'commune|municipalit',
}


def get_field(kind, name):
    """Return the ``Field`` of that name in sheets of that kind, or None."""
    return next((field for field in FIELDS[kind] if field.name == name), None)
