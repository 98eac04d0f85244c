use super::*;
use jiff::civil::date;

fn types() -> Types {
    Types::read(crate::city::TYPES).unwrap()
}

fn judged(text: &str) -> Licence {
    let body = Body::new(Body::of_text(text).unwrap());
    body.licence("居民身份证", &types(), date(2026, 3, 2))
}

/// A good one, with one part of it written otherwise.
fn with(change: (&str, &str)) -> String {
    let good = "{'zzmc': '居民身份证', 'czzt': '陈思远', 'czztdm': '43040020000229001x', 'CZZTDMLXDM': '111', \
                'zzbh': '43040020000229001X', 'ZZYXQQSRQ': '20200229', 'ZZYXQJZRQ': '2040年2月29日'}";
    assert!(good.contains(change.0));
    good.replace(change.0, change.1)
}

#[test]
fn names_in_small_letters_days_in_every_manner_and_kinds_by_their_codes_are_one() {
    let licence = judged(&with(("", "")));
    assert_eq!(licence.state, "valid");
    assert_eq!(licence.holder.id_kind, "resident_id");
    assert_eq!(licence.holder.id, "43040020000229001X");
    assert_eq!(
        (licence.valid_from.as_str(), licence.valid_to.as_str()),
        ("2020-02-29", "2040-02-29")
    );
    assert_eq!(licence.fields["ZZYXQJZRQ"], "2040-02-29");
    let company = judged(&with(("'111'", "'001'")));
    assert_eq!(company.holder.id_kind, "uscc");
}

#[test]
fn days_as_platforms_write_them() {
    for (written, day) in [
        ("2026-01-01", "2026-01-01"),
        ("20260101", "2026-01-01"),
        ("2026/1/1", "2026-01-01"),
        ("2026.1.1", "2026-01-01"),
        ("2026年1月1日", "2026-01-01"),
        ("２０２６年１月１日", "2026-01-01"),
        ("2026-01-01 00:00:00", "2026-01-01"),
        ("2026-01-01T08:30:00+08:00", "2026-01-01"),
        ("20260101000000", "2026-01-01"),
        // Midnight of that day here is still the day before in Greenwich.
        ("1767196800000", "2026-01-01"),
        ("1767196800", "2026-01-01"),
        ("长期", ""),
        ("9999-12-31", ""),
        ("99991231", ""),
        ("", ""),
    ] {
        assert_eq!(day_of(written).as_deref(), Some(day), "{written}");
    }
    for none in [
        "2026-13-01",
        "20260230",
        "soon",
        "2026",
        "1",
        "12345678901234567890",
    ] {
        assert_eq!(day_of(none), None, "{none}");
    }
}

#[test]
fn what_cannot_be_judged_is_never_valid() {
    for (change, state) in [
        (("'2040年2月29日'", "'2026年3月1日'"), "expired"),
        (("'20200229'", "1772467200000"), "not_yet"),
        (("'zzmc'", "'ZZZT': '吊销', 'zzmc'"), "revoked"),
        (("'zzmc'", "'ZZZT': '冻结', 'zzmc'"), "unreadable"),
        (("'2040年2月29日'", "'不详'"), "unreadable"),
        (("'43040020000229001x'", "None"), "unreadable"),
        (("居民身份证", "不动产权证书"), "wrong_type"),
        (("居民身份证", "借书证"), "wrong_type"),
        (("居民身份证", "中华人民共和国居民身份证"), "valid"),
    ] {
        assert_eq!(judged(&with(change)).state, state, "{change:?}");
    }
    let wrong = judged(&with(("居民身份证", "不动产权证书")));
    assert!(
        wrong.fields.is_empty(),
        "what was not asked for is not passed on"
    );
}

#[test]
fn base64_with_line_breaks_nested_extensions_and_pictures() {
    let plain = with(("'zzmc'", "'KZ': {'zz': '江口镇'}, 'zzmc'"));
    let mut encoded = STANDARD.encode(&plain);
    for at in (76..encoded.len()).step_by(78) {
        encoded.insert_str(at, "\r\n");
    }
    let licence = judged(&encoded);
    assert_eq!(
        (licence.state.as_str(), licence.fields["KZ_ZZ"].as_str()),
        ("valid", "江口镇")
    );
    let photo = with((
        "'zzmc'",
        &format!("'ZP': '{}', 'zzmc'", "QUJD".repeat(1000)),
    ));
    assert!(!judged(&photo).fields.contains_key("ZP"));
    for broken in [
        "not base64!",
        "W10=",
        "[]",
        "'x'",
        "{'a': 1, 'A': 2}",
        "gICA",
    ] {
        assert_eq!(
            Body::of_text(broken),
            Err(PlatformFault::Unreadable),
            "{broken}"
        );
    }
}
