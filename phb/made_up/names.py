"""Names of nobody, mixed by a seed. Common names of England's many communities."""

from random import Random

GIVEN = (
    "Adaeze", "Aisha", "Alan", "Amara", "Anita", "Arthur", "Bilal", "Brenda", "Callum", "Carol", "Chidi", "Daniel", "Deborah",
    "Derek", "Diane", "Ewa", "Fatima", "Freya", "George", "Grace", "Hannah", "Harpreet", "Ibrahim", "Irene", "Jack", "Janet",
    "Jaswinder", "Joan", "Kamal", "Kathleen", "Keith", "Kwame", "Leila", "Lesley", "Lucy", "Malcolm", "Margaret", "Maryam",
    "Michael", "Mohammed", "Nasreen", "Nigel", "Olga", "Patricia", "Pauline", "Piotr", "Priya", "Rajesh", "Rose", "Ruth",
    "Samuel", "Sandra", "Sunita", "Terence", "Thomas", "Valerie", "Wei", "William", "Yusuf", "Zofia",
)
FAMILY = (
    "Abara", "Ahmed", "Akhtar", "Allen", "Baker", "Banerjee", "Begum", "Bennett", "Brown", "Chan", "Chowdhury", "Clarke",
    "Cooper", "Davies", "Desai", "Dixon", "Evans", "Fisher", "Gill", "Green", "Hall", "Hassan", "Holt", "Hughes", "Hussain",
    "Iqbal", "Jackson", "Johnson", "Kaur", "Khan", "Kowalska", "Lewis", "Mahmood", "Marsh", "Mensah", "Mistry", "Moore",
    "Morgan", "Murphy", "Nowak", "Obi", "Okafor", "Parker", "Patel", "Pearce", "Quinn", "Rahman", "Reid", "Roberts", "Shah",
    "Sharma", "Singh", "Stone", "Taylor", "Turner", "Walker", "Ward", "Watts", "White", "Wright", "Young",
)
STREETS = ("Mill Lane", "Station Road", "Church Street", "Moor View", "Canal Side", "Orchard Close", "Park Avenue", "Quarry Bank")
TOWNS = ("Northmoor", "Easter Fold", "Langwick", "Holmbridge", "Saltby", "Crowsley")


def full_name(random: Random) -> tuple[str, str]:
    return random.choice(GIVEN), random.choice(FAMILY)


def address(random: Random) -> tuple[str, str]:
    """(address, postcode) in places that do not exist."""
    postcode = f"QX{random.randint(1, 28)} {random.randint(1, 9)}{random.choice('ABDEFGHJ')}{random.choice('LNPQRSTUW')}"
    return f"{random.randint(1, 140)} {random.choice(STREETS)}\n{random.choice(TOWNS)}", postcode
