use super::{Guess, Kind, classify, normalise};
use proptest::prelude::*;

const TOKEN: &str = "k3J9-x_Q7w2LmZ8vB5nT";

fn opaque(code: &str, hint: Option<&str>) -> Kind {
    Kind::OpaqueProof {
        code: code.into(),
        realm_hint: hint.map(Into::into),
    }
}

fn stranger(probably: Guess) -> Kind {
    Kind::Stranger { probably }
}

#[test]
fn our_own_codes_are_known_by_their_prefix() {
    assert_eq!(classify("ZC1:6BF+70790"), Kind::SignedProof);
    assert_eq!(classify("zc1:6BF+70790"), Kind::SignedProof);
    let guide = |version: Option<&str>| Kind::ItemGuide {
        item: "0225".into(),
        version: version.map(Into::into),
    };
    assert_eq!(classify("ZC:ITEM:0225:3"), guide(Some("3")));
    assert_eq!(classify("zc:item:0225:3"), guide(Some("3")));
    assert_eq!(classify("ZC:ITEM:0225"), guide(None));
    let case = "019a8f00-0000-7000-8000-000000000001";
    assert_eq!(
        classify(&format!("ZC:CASE:{case}")),
        Kind::CaseCode {
            number_or_id: case.into()
        }
    );
    assert_eq!(
        classify("ZC:DRAFT:7Q2K"),
        Kind::DraftCode {
            code: "7Q2K".into()
        }
    );
    assert_eq!(
        classify("ZC:DOOR:430400-01"),
        Kind::DoorPlate {
            code: "430400-01".into()
        }
    );
}

#[test]
fn a_broken_code_of_ours_is_only_text() {
    for text in [
        "ZC:ITEM:",
        "ZC:ITEM::3",
        "ZC:ITEM:1:2:3",
        "ZC:CASE:",
        "ZC:CASE:a:b",
        "ZC:NEW:1",
        "ZC:",
    ] {
        assert_eq!(classify(text), stranger(Guess::PlainText), "{text}");
    }
}

#[test]
fn an_opaque_code_comes_as_address_json_or_token() {
    let address = format!("https://pz.practice.invalid/p?c={TOKEN}");
    assert_eq!(classify(&address), opaque(TOKEN, Some("practice")));
    let more = format!("HTTPS://PZ.Practice.invalid:8443/p?x=1&code={TOKEN}&y=2#top");
    assert_eq!(classify(&more), opaque(TOKEN, Some("practice")));
    let json = format!(r#"{{"code":"{TOKEN}","city":"practice"}}"#);
    assert_eq!(classify(&json), opaque(TOKEN, Some("practice")));
    let json = format!(r#"{{ "code" : "{TOKEN}", "v": 1 }}"#);
    assert_eq!(classify(&json), opaque(TOKEN, None));
    assert_eq!(classify(TOKEN), opaque(TOKEN, None));
    assert_eq!(classify(&"a".repeat(64)), opaque(&"a".repeat(64), None));
}

/// Another city's code is still a proof code; the hint lets the desk say whose.
#[test]
fn another_citys_opaque_code_names_its_city() {
    let other = format!("https://pz.linhe.invalid/p?c={TOKEN}");
    assert_eq!(classify(&other), opaque(TOKEN, Some("linhe")));
    let foreign = format!("https://zhengwu.example/show?code={TOKEN}");
    assert_eq!(classify(&foreign), opaque(TOKEN, Some("zhengwu.example")));
    let json = format!(r#"{{"code":"{TOKEN}","city":"linhe"}}"#);
    assert_eq!(classify(&json), opaque(TOKEN, Some("linhe")));
}

#[test]
fn what_is_too_short_or_too_long_is_no_token() {
    assert_eq!(classify("abcdefghijklmnopqrs"), stranger(Guess::PlainText));
    assert_eq!(classify(&"a".repeat(65)), stranger(Guess::PlainText));
    assert_eq!(
        classify("https://pz.practice.invalid/p?c=short"),
        stranger(Guess::WebAddress)
    );
    assert_eq!(classify(r#"{"code":"short"}"#), stranger(Guess::PlainText));
    assert_eq!(classify(r#"{"code":"#), stranger(Guess::PlainText));
}

#[test]
fn identity_numbers_are_known_by_their_shape() {
    for number in [
        "430400200002290012",
        "11010519491231002X",
        "150826195505050031",
    ] {
        let kind = Kind::ResidentId {
            number: number.into(),
        };
        assert_eq!(classify(number), kind);
        assert_eq!(classify(&number.to_lowercase()), kind);
    }
    // A wrong check digit is a mistyped number, which the rules will say; the shape stays.
    assert_eq!(
        classify("430400200002290013"),
        Kind::ResidentId {
            number: "430400200002290013".into()
        }
    );
    for code in [
        "91350100M000100Y43",
        "11430400MB00000010",
        "11100000000013338W",
    ] {
        let kind = Kind::Uscc { code: code.into() };
        assert_eq!(classify(code), kind);
        assert_eq!(classify(&code.to_lowercase()), kind);
    }
}

/// Beijing's identity numbers begin with 11 and WeChat's payment codes with 10 to 15.
#[test]
fn an_identity_number_and_a_payment_code_are_told_apart_by_the_birthday() {
    assert_eq!(
        classify("110105194912310029"),
        Kind::ResidentId {
            number: "110105194912310029".into()
        }
    );
    assert_eq!(classify("134652879904417238"), stranger(Guess::WeChatPay));
}

#[test]
fn numbers_of_the_office_are_known() {
    assert_eq!(
        classify("43040020261121003000175"),
        Kind::CaseCode {
            number_or_id: "43040020261121003000175".into()
        }
    );
    assert_eq!(
        classify("11430400MB000000103430131001000"),
        Kind::ItemGuide {
            item: "11430400MB000000103430131001000".into(),
            version: None
        }
    );
}

#[test]
fn strangers_are_told_what_they_probably_are() {
    let rows = [
        ("281234567890123456", Guess::Alipay, "支付宝支付码"),
        (
            "https://qr.alipay.com/fkx12345abcdefghijklmno",
            Guess::Alipay,
            "支付宝支付码",
        ),
        ("134652879904417238", Guess::WeChatPay, "微信支付码"),
        (
            "wxp://f2f0abcdefghijklmnopqrstuvwxyz",
            Guess::WeChatPay,
            "微信支付码",
        ),
        (
            "weixin://wxpay/bizpayurl?pr=abc",
            Guess::WeChatPay,
            "微信支付码",
        ),
        ("6220123456789012346", Guess::UnionPay, "云闪付支付码"),
        ("6220123456789012345", Guess::BankCard, "银行卡号"),
        ("6228480012345678903", Guess::BankCard, "银行卡号"),
        (
            "https://qr.95516.com/00010000/62",
            Guess::UnionPay,
            "云闪付支付码",
        ),
        (
            "3300000123456789012345678901",
            Guess::HealthInsurance,
            "医保码",
        ),
        (
            "https://fuwu.nhsa.gov.cn/x",
            Guess::HealthInsurance,
            "医保码",
        ),
        (
            "HC1:6BFOXN*TS0BI$ZD",
            Guess::ForeignCertificate,
            "其他机构签发的电子证明",
        ),
        (
            "https://u.wechat.com/abc",
            Guess::WeChatContact,
            "微信名片或群聊码",
        ),
        ("https://www.example.com/a?b=1", Guess::WebAddress, "网址"),
        ("www.example.com", Guess::WebAddress, "网址"),
        ("WIFI:T:WPA;S:hall;P:secret;;", Guess::WiFi, "无线网络码"),
        ("BEGIN:VCARD\nVERSION:3.0", Guess::Contact, "电子名片"),
        (
            "01,10,044031900111,12345678,88.50,20260302,12345678901234567890,A1B2",
            Guess::Invoice,
            "发票二维码",
        ),
        ("6901234567892", Guess::Product, "商品条码"),
        ("6901234567893", Guess::Number, "数字编号"),
        ("81234567890123456789", Guess::Medicine, "药品追溯码"),
        ("您好", Guess::PlainText, "普通文字"),
        ("\u{1}\u{2}\u{fffd}\u{3}ab", Guess::Noise, "无法识别的数据"),
        ("", Guess::Empty, "空码"),
        ("\r\n", Guess::Empty, "空码"),
    ];
    for (text, guess, label) in rows {
        assert_eq!(classify(text), stranger(guess), "{text}");
        assert_eq!(classify(text).label(), label);
    }
}

/// Codes that people hold out at a counter though none was asked for.
#[test]
fn s28_everyday_strangers_are_named() {
    let ticket = "1234".repeat(36);
    let rows = [
        (
            "https://si.12333.gov.cn/q?c=8F3K2QAAAABBBBCCCCDD",
            Guess::SocialSecurity,
        ),
        (
            "http://www.gsxt.gov.cn/index.html?uniscid=91430400MB00000010",
            Guess::BusinessLicence,
        ),
        (
            "https://zzapp.gsxt.gov.cn/lz.html?code=k3J9x0Q7w2LmZ8vB5nTa",
            Guess::BusinessLicence,
        ),
        (
            "https://www.chsi.com.cn/xlcx/bg.do?vcode=AAAABBBBCCCCDDDD",
            Guess::Diploma,
        ),
        (
            "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?hash=01",
            Guess::Invoice,
        ),
        (
            "01,31,,24437000000012345678,88.50,20260302,,A1B2,",
            Guess::Invoice,
        ),
        (
            "https://zwfw.hunan.gov.cn/portal/item?id=1",
            Guess::GovernmentSite,
        ),
        ("https://notgov.cn/portal", Guess::WebAddress),
        ("https://jkm.example.gov.cn/scan?x=1", Guess::HealthCode),
        (r#"{"healthCode":"green","name":"某"}"#, Guess::HealthCode),
        ("https://wxaurl.cn/AbCdEfGhIj1", Guess::WeChatProgram),
        (
            "https://mp.weixin.qq.com/a/~k3J9x0Q7w2LmZ8vB5nTa~~",
            Guess::WeChatProgram,
        ),
        ("weixin://dl/business/?t=AbCdEfGhIj1", Guess::WeChatProgram),
        (
            "http://weixin.qq.com/r/AbCdEfGhIj1klMnOp9",
            Guess::WeChatProgram,
        ),
        (
            "https://weixin.qq.com/g/AbCdEfGhIj1klMnOp9",
            Guess::WeChatContact,
        ),
        (
            "P<CHNZHANG<<WEI<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nE000000008CHN9101011M3001019<<<<<<<<<<<<<<02",
            Guess::MachineReadable,
        ),
        ("CSCHN<<00000000<<<<<<<<<<<<<<<", Guess::MachineReadable),
        (
            "M1ZHANG/WEI           EABC123 CSXPEKCA 1234 061Y012A0001 100",
            Guess::BoardingPass,
        ),
        (ticket.as_str(), Guess::TrainTicket),
        ("https://kyfw.12306.cn/otn/view", Guess::TrainTicket),
        ("https://m.maoyan.com/ticket/1", Guess::ShowTicket),
        ("SF1234567890123", Guess::Parcel),
        ("JDVB12345678901-1-1-", Guess::Parcel),
        // Without a letter behind it this is no number of theirs.
        ("JD0012345678901", Guess::PlainText),
        ("YT1234567890123", Guess::Parcel),
        ("RB473124894CN", Guess::Parcel),
        ("RB473124895CN", Guess::PlainText),
        ("SHC:/567629095243206034602924", Guess::ForeignCertificate),
    ];
    for (text, guess) in rows {
        assert_eq!(classify(text), stranger(guess), "{text}");
    }
}

/// A stranger may carry something that looks like a proof code; what is certain about it goes first.
#[test]
fn a_strangers_address_with_a_token_in_it_is_no_proof_code() {
    for host in ["qr.alipay.com", "open.weixin.qq.com", "wxaurl.cn"] {
        let text = format!("https://{host}/x?c={TOKEN}");
        let kind = classify(&text);
        assert!(matches!(kind, Kind::Stranger { .. }), "{text}: {kind:?}");
    }
}

#[test]
fn every_guess_has_a_code_and_words_of_its_own() {
    let all: Vec<Guess> = Guess::all().collect();
    for (at, guess) in all.iter().enumerate() {
        assert!(!guess.code().is_empty() && !guess.label().is_ascii());
        for other in &all[at + 1..] {
            assert_ne!(guess.code(), other.code());
            assert_ne!(guess.label(), other.label());
        }
    }
}

#[test]
fn payments_are_marked_as_such() {
    for text in [
        "281234567890123456",
        "134652879904417238",
        "6220123456789012345",
        "6220123456789012346",
    ] {
        let Kind::Stranger { probably } = classify(text) else {
            panic!("a payment code is a stranger");
        };
        assert!(probably.is_payment());
    }
    assert!(!Guess::HealthInsurance.is_payment());
}

/// Line ends of a scanner gun, full-width forms of an input method, a byte order mark.
#[test]
fn what_scanners_and_input_methods_add_is_undone() {
    assert_eq!(
        classify(&format!("\u{feff}{TOKEN}\r\n")),
        opaque(TOKEN, None)
    );
    assert_eq!(classify(&format!("\t{TOKEN}\t")), opaque(TOKEN, None));
    assert_eq!(
        classify("ＺＣ：ＣＡＳＥ：ｘ１"),
        Kind::CaseCode {
            number_or_id: "x1".into()
        }
    );
    assert_eq!(
        classify("４３０４００２００００２２９００１２"),
        Kind::ResidentId {
            number: "430400200002290012".into()
        }
    );
    assert_eq!(
        normalise("ZC1:AB \r\n"),
        "ZC1:AB ",
        "a space is a Base45 digit"
    );
    assert_eq!(normalise("ＡＢ　Ｃ"), "AB C");
}

#[test]
fn every_kind_has_a_code_and_a_chinese_word() {
    for text in [
        "ZC1:",
        TOKEN,
        "ZC:ITEM:1",
        "ZC:CASE:1",
        "ZC:DRAFT:1",
        "ZC:DOOR:1",
        "x",
    ] {
        let kind = classify(text);
        assert!(
            kind.code()
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'-')
        );
        assert!(!kind.label().is_ascii());
    }
}

proptest! {
    #[test]
    fn any_text_has_a_kind(text in any::<String>()) {
        let _ = classify(&text);
    }

    #[test]
    fn any_text_that_looks_like_a_code_has_a_kind(
        head in prop_oneof![
            Just("ZC1:"), Just("ZC:ITEM:"), Just("https://"), Just("{\"code\":\""), Just("11"), Just("01,"),
        ],
        tail in "[ -~]{0,80}",
    ) {
        let _ = classify(&format!("{head}{tail}"));
    }
}

/// A payment code has a body's check character by a chance of one in thirty-one; it is a payment code all the same.
#[test]
fn s28_no_payment_code_passes_for_a_body() {
    for number in 0..2_000u64 {
        let text = format!("28{:016}", 4_304_000_000_000_000 + number * 7_919);
        let kind = classify(&text);
        assert_eq!(kind.code(), "alipay", "{text}");
    }
}
