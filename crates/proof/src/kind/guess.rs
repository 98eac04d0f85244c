//! What a stranger's code probably is: the names. How each is known stands in `stranger`.

/// The probable nature of a code that is not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guess {
    /// 支付宝付款码 or 收款码.
    Alipay,
    /// 微信付款码 or 收款码.
    WeChatPay,
    /// 云闪付.
    UnionPay,
    /// 银行卡号 (ISO/IEC 7812, UnionPay's 62 with its check digit).
    BankCard,
    /// 医保码 (医保电子凭证).
    HealthInsurance,
    /// 电子社保卡 of the human-resources platforms.
    SocialSecurity,
    /// 健康码, out of use since 2023 and still on old screenshots.
    HealthCode,
    /// Another publisher's signed certificate in the same envelope, such as `HC1:`.
    ForeignCertificate,
    /// The code on a 营业执照: an address of the enterprise register (gsxt.gov.cn).
    BusinessLicence,
    /// 学信网在线验证码 of a diploma or a student record.
    Diploma,
    /// The lines a machine reads on a passport or permit (ICAO Doc 9303).
    MachineReadable,
    /// Another personal code of WeChat: a contact, a group.
    WeChatContact,
    /// 微信小程序 or 公众号.
    WeChatProgram,
    /// Any other address of a government site.
    GovernmentSite,
    WebAddress,
    WiFi,
    Contact,
    /// An invoice (发票): `01,…` with its fields, or an address of the tax authority.
    Invoice,
    /// 火车票 or an address of 12306.
    TrainTicket,
    /// 登机牌 (IATA resolution 792).
    BoardingPass,
    /// 电影票, 演出票.
    ShowTicket,
    /// 快递单号.
    Parcel,
    /// 商品条码 (GB 12904).
    Product,
    /// 药品追溯码.
    Medicine,
    /// Digits only: an account, a ticket.
    Number,
    PlainText,
    /// Not text at all.
    Noise,
    Empty,
}

impl Guess {
    /// Every guess, with its machine code and what the clerk reads.
    const WORDS: [(Guess, &'static str, &'static str); 28] = [
        (Guess::Alipay, "alipay", "支付宝支付码"),
        (Guess::WeChatPay, "wechat-pay", "微信支付码"),
        (Guess::UnionPay, "union-pay", "云闪付支付码"),
        (Guess::BankCard, "bank-card", "银行卡号"),
        (Guess::HealthInsurance, "health-insurance", "医保码"),
        (Guess::SocialSecurity, "social-security", "电子社保卡"),
        (Guess::HealthCode, "health-code", "健康码"),
        (
            Guess::ForeignCertificate,
            "foreign-certificate",
            "其他机构签发的电子证明",
        ),
        (
            Guess::BusinessLicence,
            "business-licence",
            "营业执照上的二维码",
        ),
        (Guess::Diploma, "diploma", "学信网学历学籍验证码"),
        (
            Guess::MachineReadable,
            "machine-readable",
            "护照或通行证的机读码",
        ),
        (Guess::WeChatContact, "wechat-contact", "微信名片或群聊码"),
        (
            Guess::WeChatProgram,
            "wechat-program",
            "微信小程序或公众号码",
        ),
        (Guess::GovernmentSite, "government-site", "政务网站的网址"),
        (Guess::WebAddress, "web-address", "网址"),
        (Guess::WiFi, "wifi", "无线网络码"),
        (Guess::Contact, "contact", "电子名片"),
        (Guess::Invoice, "invoice", "发票二维码"),
        (Guess::TrainTicket, "train-ticket", "火车票码"),
        (Guess::BoardingPass, "boarding-pass", "登机牌码"),
        (Guess::ShowTicket, "show-ticket", "电影票或演出票码"),
        (Guess::Parcel, "parcel", "快递单号"),
        (Guess::Product, "product", "商品条码"),
        (Guess::Medicine, "medicine", "药品追溯码"),
        (Guess::Number, "number", "数字编号"),
        (Guess::PlainText, "plain-text", "普通文字"),
        (Guess::Noise, "noise", "无法识别的数据"),
        (Guess::Empty, "empty", "空码"),
    ];

    fn words(self) -> (&'static str, &'static str) {
        let mut words = Self::WORDS.iter();
        words
            .find(|(guess, ..)| *guess == self)
            .map_or(("", ""), |(_, code, label)| (code, label))
    }

    /// Every guess there is.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::WORDS.iter().map(|(guess, ..)| *guess)
    }

    /// The machine code.
    pub fn code(self) -> &'static str {
        self.words().0
    }

    /// What the clerk reads.
    pub fn label(self) -> &'static str {
        self.words().1
    }

    /// Whether money could be taken with it: the clerk must not keep or repeat it.
    pub const fn is_payment(self) -> bool {
        matches!(
            self,
            Guess::Alipay | Guess::WeChatPay | Guess::UnionPay | Guess::BankCard
        )
    }
}
