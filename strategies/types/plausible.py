"""Tables of plausible values: names and addresses in several scripts, texts, web addresses.

The first entry of each table is the plainest: strategies shrink to it.
"""

GIVEN_NAMES = (
    "Anne", "Jean", "Marie", "Louis", "Zoé", "Chloé", "François", "Loïc", "Maël", "Anaïs", "Gaëlle",
    "Cœlia", "Jean-Baptiste", "Marie-Hélène", "N'Golo", "Søren", "Łukasz", "Žofia", "Óscar", "Þóra",
    "Ştefan", "Nguyễn", "Ελένη", "Γιώργος", "Ольга", "Дмитрий", "محمد", "فاطمة", "שרה", "小明", "秀英",
    "さくら", "太郎", "지우", "आरव", "สมชาย", "A", "Zoe\u0301",
)  # fmt: skip

FAMILY_NAMES = (
    "Martin", "Bernard", "Dubois", "Lefèvre", "Garçon", "Noël", "Bœuf", "L'Hérault", "d'Ormesson",
    "de La Tour", "Le Gall", "Saint-Exupéry", "Garcia Márquez", "O’Connor", "Müller-Lüdenscheidt",
    "Åkesson", "Łukaszewicz", "Đặng", "İnönü", "Weiß", "Παπαδόπουλος", "Иванова", "Шевченко", "الخطيب",
    "כהן", "王", "歐陽", "山田", "김", "शर्मा", "ศรีสุข", "X", "Wolfeschlegelsteinhausenbergerdorff",
)  # fmt: skip

STREET_ADDRESSES = (
    "1 rue de la Paix", "12 bis avenue de l'Opéra", "3, place de l’Église",
    "8 ter chemin du Pré-aux-Clercs", "Résidence « Les Mûriers », bât. B, apt 4", "Lieu-dit Kerc'hoat",
    "BP 10", "221B Baker Street", "Straße des 17. Juni 135", "Οδός Αθηνάς 5", "ул. Ленина, д. 7/2",
    "شارع الملك فيصل ١٢", "长安街1号", "千代田1-1", "서울특별시 중구 세종대로 110",
    "1 rue de la Paix\n2e étage",
)  # fmt: skip

LOCALITIES = (
    "Paris", "Lyon", "L'Haÿ-les-Roses", "Saint-Étienne", "Le Kremlin-Bicêtre", "Plœmeur", "Y",
    "Besançon", "Château-d'Œx", "Bruxelles / Brussel", "Zürich", "Αθήνα", "Санкт-Петербург",
    "الدار البيضاء", "上海", "東京",
)  # fmt: skip

TITLES = ("M.", "Mme", "Mlle", "Dr", "Mx", "Me", "Pr", "Mr", "Ms", "M. et Mme")

POSTCODES = ("75001", "69002", "01000", "13008", "20000", "2A004", "97110", "98800", "33 000", "00100")
"""Five digits, the leading zero of Ain, Corsica, overseas, and one as people type it."""

COUNTRIES = ("FR", "BE", "DE", "ES", "GB", "IT", "LU", "CH", "MC", "RE", "GP", "JP")

CURRENCIES = ("EUR", "GBP", "USD", "CHF", "JPY", "KWD")
"""ISO 4217, with none and with three decimals among them."""

EMAILS = (
    "anne@example.com", "jean.martin@example.fr", "jean+energie@example.org", "a@b.example",
    "o'connor@example.com", "marie_helene-2@mail.example.co.uk", "UPPER.Case@Example.COM",
    "1234567890@example.net", "x" * 64 + "@example.com", "zoé@example.fr", "anne@exämple.de",
    "anne@xn--exmple-cua.de", "\"a b\"@example.com",
)  # fmt: skip

URLS = (
    "https://example.com/", "https://example.com/return?status=ok&id=1",
    "https://example.com/a%20b#part", "http://localhost:8080/callback",
    "https://user.example.com:8443/x/y/z?u=%C3%A9", "myapp://payment/return",
    "https://exämple.de/straße", "https://[2001:db8::1]/", "https://example.com/" + "a" * 200,
)  # fmt: skip

POWERS_KVA = (6, 3, 9, 12, 15, 18, 24, 30, 36, 1)
"""The powers that a French supply can be subscribed at, and the least there is."""

TEXTS = (
    "a", "", "0", "1", "42", "007", "test", "Bonjour", "Déménagement", "Ça coûte 12,50 €",
    "line one\nline two", "tab\there", " leading and trailing ", " ", "null", "undefined", "true",
    "NaN", "{}", "[]", "-1", "1e5", "'", '"', "\\", "O'Reilly \"quoted\" back\\slash", "$variable",
    "{{template}}", "%s %d %n", "<b>bold</b>", "&amp;", "ＦＵＬＬ", "ﬁ", "ß", "İ", "é", "e\u0301",
    "ñandú", "Ελλάδα", "Привет", "שלום", "مرحبا",
    "中文", "日本語", "한국어", "😀", "👩\u200d👩\u200d👧\u200d👦", "🇫🇷",
    "𝒜", "\U00020000", "\u200b", "\ufeff", "\u202eabc", "A-00000001", "2024-02-29", "x" * 255,
)  # fmt: skip
"""Texts that people type, and texts that programs mistake for something else."""
