"""Thirty real documents, made here: PDF, DOCX and Markdown, and questions with known answers.

What they say is made up. Many resemble each other, as the papers of one office do.
"""

# ruff: noqa: E501 - a part of a document a line
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Document:
    """A document: a part is a page of a PDF, and stands under its heading everywhere."""

    name: str
    title: str
    parts: Parts


@dataclass(frozen=True)
class Question:
    """A question, the document that answers it, and words of the passage that does."""

    text: str
    document: str
    answer: str


DOCUMENTS = (
    Document("heat-pump.pdf", "Heat pump Aurora 12, owner's manual", (
        ("Installation", "The outdoor unit needs forty centimetres of free space on each side. It stands on rubber feet, and condensate drains into gravel below the frost line."),
        ("Maintenance", "Rinse the air filter every six weeks. The refrigerant circuit is checked once a year by a certified technician, never by the owner."),
        ("Trouble", "Error E47 means that the flow sensor sees no water. Open the two ball valves beside the buffer tank and bleed the circuit."),
    )),
    Document("dishwasher.pdf", "Dishwasher Lumen 600, owner's manual", (
        ("Installation", "Connect the hose to cold water of at most sixty degrees. The drain must loop above the height of the lower basket."),
        ("Maintenance", "Clean the sieve at the bottom every week. Refill salt when the green lamp lights up; hard water needs level five."),
        ("Trouble", "Error E15 means that water stands in the base tray. Close the tap, pull the plug, and tilt the machine backwards to empty it."),
    )),
    Document("espresso.pdf", "Espresso machine Brio, owner's manual", (
        ("First use", "Fill the tank and run two cups of plain water through each group before you brew. The boiler is hot after four minutes."),
        ("Descaling", "Descale after every two hundred cups with citric acid, thirty grams in one litre. Never use vinegar: it destroys the seals."),
    )),
    Document("ebike.pdf", "Electric bicycle Swift, handbook", (
        ("Battery", "The battery lasts about ninety kilometres in eco mode. Store it at half charge in a dry room between ten and twenty degrees."),
        ("Brakes", "Brake pads are worn when less than one millimetre of lining is left. New discs need thirty gentle stops before they bite."),
    )),
    Document("projector.pdf", "Projector Nova X, handbook", (
        ("Placement", "For a picture two metres wide the lens stands two metres eighty from the wall. Keystone correction costs sharpness; level it instead."),
        ("Lamp", "The laser source is rated for twenty thousand hours. Its fan runs on for ninety seconds; do not cut the power before."),
    )),
    Document("lease.pdf", "Lease of the workshop in Mill Lane", (
        ("Rent", "The rent is 1,840 euros a month, due on the third working day. It rises with the consumer price index each March."),
        ("Notice", "Either party may end the lease with six months' notice to the end of a quarter. Notice by e-mail is not valid."),
        ("Keys", "The tenant received five keys and one transponder. A lost transponder costs 75 euros and is reported to the caretaker."),
    )),
    Document("insurance.pdf", "Contents insurance, policy", (
        ("Cover", "Burglary, fire and tap water are covered up to 60,000 euros. Bicycles outside of the building are covered between six and twenty-two hours only."),
        ("Claims", "A theft is reported to the police within forty-eight hours and to us within a week, with photographs and receipts."),
    )),
    Document("solar-report.pdf", "Photovoltaics on the roof, yearly report", (
        ("Yield", "The array delivered 9,420 kilowatt hours, four per cent more than the year before. The best day was the ninth of June."),
        ("Losses", "String three lost output after a marten had bitten through a cable. The repair took eleven days."),
    )),
    Document("audit.pdf", "Fire safety inspection", (
        ("Findings", "Two extinguishers in the corridor had passed their date. The emergency exit towards the yard was blocked by pallets."),
        ("Deadlines", "All findings are to be corrected by the fifteenth of October. A second visit costs 210 euros."),
    )),
    Document("microscope.pdf", "Microscope MX-40, quick guide", (
        ("Objectives", "Immersion oil belongs to the hundredfold objective only. Wipe it with lens paper and a drop of isopropanol."),
        ("Light", "The condenser is centred with the two screws at the back until the hexagon stands in the middle of the field."),
    )),
    Document("onboarding.docx", "Onboarding of new colleagues", (
        ("First day", "Reception hands out the badge at nine. The laptop is encrypted; its recovery key is kept by the helpdesk, extension 4411."),
        ("First month", "Every newcomer has a mentor from another team. The review after thirty days is with the head of department."),
    )),
    Document("travel.docx", "Travel policy", (
        ("Trains and flights", "Journeys below five hours are made by train. Flights need the approval of the board and are compensated at 90 euros a tonne."),
        ("Meals", "The daily allowance is 28 euros for whole days; abroad it follows the ministry's table. Breakfast in the hotel is deducted."),
    )),
    Document("meeting-march.docx", "Minutes of the meeting in March", (
        ("Decisions", "The newsletter moves to the new provider in May. Paula negotiates the contract; the limit is 300 euros a month."),
        ("Open", "Who waters the plants during the holidays was not settled."),
    )),
    Document("meeting-april.docx", "Minutes of the meeting in April", (
        ("Decisions", "The trade fair stand is booked for hall seven. Ibrahim orders the banner in the new blue, and two hundred mugs."),
        ("Open", "The question of a second parking space goes to the landlord."),
    )),
    Document("recipe-bread.docx", "Rye bread of the canteen", (
        ("Dough", "Three hundred grams of sourdough, eight hundred of wholemeal rye, twenty of salt. It rests for sixteen hours at room temperature."),
        ("Baking", "Bake at 250 degrees for fifteen minutes with steam, then at 200 degrees for fifty more. It is cut the next day."),
    )),
    Document("recipe-soup.docx", "Lentil soup of the canteen", (
        ("Ingredients", "Red lentils, two carrots, a spoon of cumin, and the juice of half a lemon at the very end. It serves six."),
        ("Cooking", "Simmer for twenty-five minutes without salt; salt makes the lentils hard."),
    )),
    Document("garden.docx", "The garden through the year", (
        ("Spring", "Roses are cut when the forsythia blooms. Compost goes under the currants in March, three litres a bush."),
        ("Autumn", "Dahlias are dug up after the first frost and lie in sand in the cellar at five degrees."),
    )),
    Document("choir.docx", "Statutes of the choir", (
        ("Members", "The yearly fee is 96 euros, half of it for students. Whoever misses four rehearsals in a row does not sing at the concert."),
        ("Board", "The board has five members, elected for two years. The treasurer is checked by two auditors who are not on it."),
    )),
    Document("grant.docx", "Application for the river project", (
        ("Aim", "We remove three weirs so that salmon reach the upper valley again. Gravel banks are laid by volunteers in September."),
        ("Budget", "We ask for 48,000 euros, of which excavators take two thirds. Own work is counted at 15 euros an hour."),
    )),
    Document("survey.docx", "Results of the staff survey", (
        ("Response", "Of 212 employees 164 answered. Satisfaction with the canteen fell, that with working hours rose to 8.1 of ten."),
        ("Wishes", "Quiet rooms were named most often, then showers for those who cycle."),
    )),
    Document("backup.md", "How our backups work", (
        ("Schedule", "Snapshots are taken every four hours and kept for ten days. Each Sunday a full copy goes to the tape library in the other building."),
        ("Restore", "Ask the on-call engineer with the ticket's number. A single folder is back within two hours, a whole server within one day."),
    )),
    Document("vpn.md", "Remote access", (
        ("Client", "Install WireGuard and import the profile from the portal. The tunnel carries only 10.20.0.0/16; the rest goes out directly."),
        ("Second factor", "The code changes every thirty seconds. After five wrong ones the account is locked for a quarter of an hour."),
    )),
    Document("gpu-box.md", "The GPU box in the lab", (
        ("Access", "Book slots in the calendar `spark-lab`. Jobs without a booking are stopped at seven in the evening."),
        ("Limits", "Keep twelve gigabytes of the unified memory free, or the box stops to answer. Models live in `/srv/models`."),
    )),
    Document("release.md", "Releasing the firmware", (
        ("Steps", "Tag the commit, wait for the hardware tests on bench two, then sign the image with the key in the safe. Two people are needed."),
        ("Rollback", "Devices keep the old image in slot B. The command `fwctl swap` starts it; it survives three failed boots by itself."),
    )),
    Document("api.md", "Measuring service, programmer's guide", (
        ("Authentication", "Send the token in the header `X-Meter-Token`. Tokens expire after ninety days; a revoked one is answered with 401."),
        ("Limits", "A client may ask 120 times a minute. Beyond that it is told 429 with the seconds to wait in `Retry-After`."),
    )),
    Document("style.md", "House style", (
        ("Numbers", "We write a thin space before a unit and no full stop behind it. Decimals have a point in English, a comma in German."),
        ("Logo", "Around the logo stays free space as wide as its letter M. It is never set on a photograph."),
    )),
    Document("cluster.md", "Storage cluster", (
        ("Layout", "Six nodes hold three copies of each object. Monitors run on nodes one, three and five; two of them must live."),
        ("Replacing a disk", "Set `noout`, pull the disk with the red light, put in the new one, and unset it once the placement groups are clean."),
    )),
    Document("oncall.md", "On-call duty", (
        ("Rota", "Duty changes on Tuesdays at ten. Whoever takes over reads the log of the week and acknowledges in the channel."),
        ("Pay", "A week of duty is paid with 250 euros, each call at night with an hour of free time as well."),
    )),
    Document("printer.md", "Printer on the second floor", (
        ("Paper", "Tray two takes thick paper up to 220 grams. Labels go in single sheets through the manual feed, face down."),
        ("Toner", "The spare toner is in the cupboard behind the copy room. Empty ones go into the yellow box."),
    )),
    Document("wifi.md", "Wireless network for guests", (
        ("Voucher", "Reception prints a voucher that is good for three days. It works on two devices at a time."),
        ("Rules", "The guest network reaches the internet only; printers and file servers are not visible in it."),
    )),
)  # fmt: skip

QUESTIONS = (
    Question("What does error E47 of the heat pump mean?", "heat-pump.pdf", "flow sensor"),
    Question("The dishwasher shows E15, what now?", "dishwasher.pdf", "base tray"),
    Question("May I use vinegar against limescale in the coffee maker?", "espresso.pdf", "destroys the seals"),
    Question("How should the bike's battery be kept over winter?", "ebike.pdf", "half charge"),
    Question("How far from the wall must the projector be for a two metre image?", "projector.pdf", "two metres eighty"),
    Question("How long is the notice period for our workshop?", "lease.pdf", "six months' notice"),
    Question("Is my bicycle insured when it is locked outside at midnight?", "insurance.pdf", "twenty-two hours"),
    Question("How much electricity did the solar panels make?", "solar-report.pdf", "9,420"),
    Question("Until when must the fire inspector's complaints be fixed?", "audit.pdf", "fifteenth of October"),
    Question("Which objective needs immersion oil?", "microscope.pdf", "hundredfold"),
    Question("Who has the recovery key of my new laptop?", "onboarding.docx", "helpdesk"),
    Question("When am I allowed to fly on a business trip?", "travel.docx", "approval of the board"),
    Question("Who orders the banner for the fair?", "meeting-april.docx", "Ibrahim"),
    Question("How long does the rye dough have to rest?", "recipe-bread.docx", "sixteen hours"),
    Question("What is the membership fee of the choir?", "choir.docx", "96 euros"),
    Question("How quickly can a deleted folder be restored?", "backup.md", "within two hours"),
    Question("How much memory has to stay unused on the GPU machine?", "gpu-box.md", "twelve gigabytes"),
    Question("How do I bring back the previous firmware?", "release.md", "fwctl swap"),
    Question("What happens when a client sends too many requests to the measuring API?", "api.md", "429"),
    Question("What do I get for being on call at night?", "oncall.md", "hour of free time"),
)  # fmt: skip


def write_documents(folder: Path) -> tuple[Path, ...]:
    """Write all documents into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    writers = {".pdf": _write_pdf, ".docx": _write_docx, ".md": _write_markdown}
    paths = tuple(folder / document.name for document in DOCUMENTS)
    for path, document in zip(paths, DOCUMENTS, strict=True):
        writers[path.suffix](path, document)
    return paths


def _write_pdf(path: Path, document: Document) -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

    styles = getSampleStyleSheet()
    flow = [Paragraph(document.title, styles["Title"])]
    for heading, text in document.parts:
        flow += [Paragraph(heading, styles["Heading1"]), Spacer(1, 12)]
        flow += [Paragraph(text, styles["BodyText"]), PageBreak()]
    SimpleDocTemplate(str(path), title=document.title).build(flow)


def _write_docx(path: Path, document: Document) -> None:
    from docx import Document as Docx

    made = Docx()
    made.core_properties.title = document.title
    made.add_heading(document.title, 0)
    for heading, text in document.parts:
        made.add_heading(heading, 1)
        made.add_paragraph(text)
    made.save(str(path))


def _write_markdown(path: Path, document: Document) -> None:
    parts = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in document.parts)
    path.write_text(f"# {document.title}\n\n{parts}\n")
