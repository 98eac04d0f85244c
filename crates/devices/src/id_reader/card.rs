/// Which card lay on the reader (`CardType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardKind {
    /// 0, 居民身份证.
    Resident,
    /// 1, 外国人永久居留身份证 of 2017, its number in the old form.
    Foreigner,
    /// 2, 港澳台居民居住证.
    Residence,
    /// 3, 外国人永久居留身份证 of 2023.
    Foreigner2023,
}

impl CardKind {
    /// The vendor's digit.
    #[must_use]
    pub fn digit(self) -> u8 {
        match self {
            Self::Resident => 0,
            Self::Foreigner => 1,
            Self::Residence => 2,
            Self::Foreigner2023 => 3,
        }
    }

    /// The kind of a digit, none where it is another card's.
    #[must_use]
    pub fn of(digit: &str) -> Option<Self> {
        let all = [
            Self::Resident,
            Self::Foreigner,
            Self::Residence,
            Self::Foreigner2023,
        ];
        let digit: u8 = digit.parse().ok()?;
        all.into_iter().find(|kind| kind.digit() == digit)
    }
}

/// Until when a card stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// The last day, `YYYY-MM-DD`.
    Until(String),
    /// 长期.
    Long,
    /// The reader did not say.
    Unknown,
}

/// What a card says. Personal data: printed for a developer it names only its kind, and nobody keeps it longer than the
/// question of whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// Which card.
    pub kind: CardKind,
    /// 姓名.
    pub name: String,
    /// 证件号码, upper case, not judged here.
    pub number: String,
    /// 性别.
    pub sex: String,
    /// 民族, a foreigner's country.
    pub nation: String,
    /// 出生日期, `YYYY-MM-DD`, empty where it was not said.
    pub born: String,
    /// 住址.
    pub address: String,
    /// First day of validity, `YYYY-MM-DD`, empty where it was not said.
    pub from: String,
    /// Last day of validity.
    pub term: Term,
}

impl std::fmt::Debug for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Card({:?})", self.kind)
    }
}
