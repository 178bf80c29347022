"""The competences that lessons name: DigComp 2.2 (EUR 31006 EN, CC BY 4.0) and UK Essential Digital Skills 2019.

The French titles are ours: no official ones were found.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

DIGCOMP = (
    (
        "1.1",
        "Browsing, searching and filtering data, information and digital content",
        "Chercher et trier l'information",
    ),
    ("1.2", "Evaluating data, information and digital content", "Juger l'information"),
    ("1.3", "Managing data, information and digital content", "Garder et ranger l'information"),
    ("2.1", "Interacting through digital technologies", "Échanger avec les autres"),
    ("2.2", "Sharing through digital technologies", "Partager"),
    ("2.3", "Engaging in citizenship through digital technologies", "Participer à la vie publique"),
    ("2.4", "Collaborating through digital technologies", "Travailler à plusieurs"),
    ("2.5", "Netiquette", "Être respectueux en ligne"),
    ("2.6", "Managing digital identity", "Gérer son identité numérique"),
    ("3.1", "Developing digital content", "Créer un contenu"),
    ("3.2", "Integrating and re-elaborating digital content", "Modifier et assembler des contenus"),
    ("3.3", "Copyright and licences", "Droit d'auteur et licences"),
    ("3.4", "Programming", "Programmer"),
    ("4.1", "Protecting devices", "Protéger ses appareils"),
    ("4.2", "Protecting personal data and privacy", "Protéger ses données et sa vie privée"),
    ("4.3", "Protecting health and well-being", "Protéger sa santé et son bien-être"),
    ("4.4", "Protecting the environment", "Protéger l'environnement"),
    ("5.1", "Solving technical problems", "Régler un problème technique"),
    ("5.2", "Identifying needs and technological responses", "Choisir l'outil selon le besoin"),
    ("5.3", "Creatively using digital technologies", "Inventer avec le numérique"),
    ("5.4", "Identifying digital competence gaps", "Savoir ce qu'il reste à apprendre"),
)
SKILLS = (
    ("F1", "Turn on a device", "Allumer un appareil"),
    ("F2", "Use the available controls on my device", "Utiliser les commandes de mon appareil"),
    (
        "F3",
        "Make use of accessibility tools on my device to make it easier to use",
        "Utiliser les aides de mon appareil",
    ),
    ("F4", "Interact with the home screen on my device", "Utiliser l'écran d'accueil de mon appareil"),
    (
        "F5",
        "Understand that the internet allows me to access information and content and that I can connect to it through Wi-Fi",
        "Comprendre à quoi sert Internet et le Wi-Fi",
    ),
    ("F6", "Connect my device to a safe and secure Wi-Fi network", "Se connecter à un réseau Wi-Fi sûr"),
    (
        "F7",
        "Connect to the internet and open a browser to find and use websites",
        "Ouvrir un navigateur et un site",
    ),
    (
        "F8",
        "Understand that my passwords and personal information need to be kept safely as they have value to others",
        "Comprendre pourquoi garder mes mots de passe et mes données",
    ),
    (
        "F9",
        "Update and change my password when prompted to do so",
        "Changer mon mot de passe quand on le demande",
    ),
)


def load(apps: Any, schema_editor: Any) -> None:
    competence = apps.get_model("courses", "Competence")
    for framework, version, rows in (("DigComp", "2.2", DIGCOMP), ("UK-EDS", "2019", SKILLS)):
        for code, english, french in rows:
            competence.objects.update_or_create(
                framework=framework,
                version=version,
                code=code,
                defaults={"title_en": english, "title_fr": french},
            )


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
