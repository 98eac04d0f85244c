use super::*;
use crate::catalogue::Origin;

fn values(value: &str, source: &str) -> BTreeMap<String, FieldValue> {
    let held = FieldValue {
        value: value.into(),
        source: source.into(),
        before: None,
    };
    BTreeMap::from([("phone".to_owned(), held)])
}

#[test]
fn s21_an_edited_field_keeps_its_old_value_and_source() {
    let mut form = values("13800000000", "licence:居民身份证");
    edit(&mut form, "phone", "13900002211");
    edit(&mut form, "phone", "13900002212");
    let field = &form["phone"];
    assert_eq!(
        (field.value.as_str(), field.source.as_str()),
        ("13900002212", "edited")
    );
    let before = field.before.as_ref().expect("the old value");
    assert_eq!(
        (before.value.as_str(), before.source.as_str()),
        ("13800000000", "licence:居民身份证")
    );
}

fn phone_field() -> Field {
    Field {
        key: "phone".into(),
        label: "联系电话".into(),
        kind: crate::catalogue::FieldKind::Phone,
        required: true,
        wide: false,
        hint: String::new(),
        options: Vec::new(),
        sources: vec![
            Origin::Licence {
                licence: "居民身份证".into(),
                field: "KZ_DH".into(),
            },
            Origin::Holder {
                field: "phone".into(),
            },
        ],
    }
}

/// What the citizen wrote on the phone is not exchanged for what the office happens to know; a licence goes before.
#[test]
fn s69_a_draft_of_another_end_gives_way_to_what_is_proved_alone() {
    let holder = Party {
        name: "陈思远".into(),
        id_kind: "resident_id".into(),
        id: "430400200002290012".into(),
        phone: "13800000000".into(),
        seen_by: "opaque_code".into(),
    };
    let mut sources = Sources {
        holder: Some(&holder),
        ..Sources::default()
    };
    let mut form = values("13900002211", "draft:phone");
    fill(&[phone_field()], &mut form, &sources);
    assert_eq!(form["phone"].value, "13900002211");
    assert_eq!(form["phone"].source, "draft:phone");
    let card = BTreeMap::from([("KZ_DH".to_owned(), "13700000000".to_owned())]);
    let known = [Known {
        licence: "居民身份证",
        fields: &card,
    }];
    sources.licences = &known;
    fill(&[phone_field()], &mut form, &sources);
    assert_eq!(form["phone"].value, "13700000000");
    assert_eq!(form["phone"].source, "licence:居民身份证");
    let name = named_field();
    assert!(offers(&name, &sources)[0].proves, "a code stands behind it");
    let told = Party {
        seen_by: "draft:phone".into(),
        ..holder.clone()
    };
    sources.holder = Some(&told);
    assert!(!offers(&name, &sources)[0].proves, "their own word");
    assert!(is_by_hand("draft:kiosk") && !is_by_hand("holder"));
}

#[test]
fn s44_a_card_on_the_reader_fills_what_its_e_licence_would_and_says_so() {
    let fields = BTreeMap::from([("KZ_ZZ".to_owned(), "江口镇正街 88 号".to_owned())]);
    let card = Known {
        licence: "居民身份证",
        fields: &fields,
    };
    let field = |licence: &str| Field {
        sources: vec![Origin::Licence {
            licence: licence.to_owned(),
            field: "KZ_ZZ".to_owned(),
        }],
        ..phone_field()
    };
    let mut sources = Sources {
        card: Some(card),
        ..Sources::default()
    };
    let found = offers(&field("居民身份证"), &sources);
    assert_eq!(
        (found[0].value.as_str(), found[0].source.as_str()),
        ("江口镇正街 88 号", READER)
    );
    assert!(offers(&field("结婚证"), &sources).is_empty());
    // The state's own record goes before what the card says.
    let newer = BTreeMap::from([("KZ_ZZ".to_owned(), "江口镇滨江路 27 号".to_owned())]);
    let held = [Known {
        licence: "居民身份证",
        fields: &newer,
    }];
    sources.licences = &held;
    let found = offers(&field("居民身份证"), &sources);
    assert_eq!(found[0].source, "licence:居民身份证");
    // They differ, and nobody but the clerk can know why.
    assert_eq!(found[1].source, READER);
    assert!(is_undecided(&field("居民身份证"), None, &sources));
}

fn named_field() -> Field {
    Field {
        sources: vec![Origin::Holder {
            field: "name".into(),
        }],
        ..phone_field()
    }
}

/// Two proofs that contradict each other wait for the clerk; the choice stands when sources come again.
#[test]
fn s21_two_sources_that_differ_are_decided_and_stay_decided() {
    let card = BTreeMap::from([("KZ_DH".to_owned(), "138 0000 0001".to_owned())]);
    let paper = BTreeMap::from([("KZ_DH".to_owned(), "13800000002".to_owned())]);
    let known = [Known {
        licence: "居民身份证",
        fields: &paper,
    }];
    let none = BTreeMap::new();
    let chosen = BTreeMap::from([("phone".to_owned(), READER.to_owned())]);
    let field = phone_field();
    let mut form = BTreeMap::new();
    let sources = |chosen| Sources {
        licences: &known,
        card: Some(Known {
            licence: "居民身份证",
            fields: &card,
        }),
        chosen,
        ..Sources::default()
    };
    fill(std::slice::from_ref(&field), &mut form, &sources(&none));
    assert_eq!(form["phone"].value, "13800000002", "the best until decided");
    assert!(is_undecided(&field, form.get("phone"), &sources(&none)));
    fill(std::slice::from_ref(&field), &mut form, &sources(&chosen));
    fill(std::slice::from_ref(&field), &mut form, &sources(&chosen));
    assert_eq!(
        (&*form["phone"].value, &*form["phone"].source),
        ("138 0000 0001", READER)
    );
    assert!(!is_undecided(&field, form.get("phone"), &sources(&chosen)));
    // A hand decides as well, and white space is no difference.
    edit(&mut form, "phone", "13900000000");
    assert!(!is_undecided(&field, form.get("phone"), &sources(&none)));
    let same = BTreeMap::from([("KZ_DH".to_owned(), "１３８ 0000 0002".to_owned())]);
    let agreeing = Sources {
        card: Some(Known {
            licence: "居民身份证",
            fields: &same,
        }),
        ..sources(&none)
    };
    assert_eq!(offers(&field, &agreeing).len(), 1);
}

/// What the citizen wrote and a licence overruled is not lost: it is shown beside, and may be chosen; it blocks nothing.
#[test]
fn s21_what_the_citizen_told_and_the_last_form_stand_beside_and_block_nothing() {
    let paper = BTreeMap::from([("KZ_DH".to_owned(), "13800000002".to_owned())]);
    let known = [Known {
        licence: "居民身份证",
        fields: &paper,
    }];
    let told = values("13900002211", "draft:phone");
    let none = BTreeMap::new();
    let chosen = BTreeMap::from([("phone".to_owned(), "draft:phone".to_owned())]);
    let mut form = told.clone();
    let field = phone_field();
    let sources = |chosen| Sources {
        licences: &known,
        told: &told,
        chosen,
        ..Sources::default()
    };
    fill(std::slice::from_ref(&field), &mut form, &sources(&none));
    assert_eq!(form["phone"].value, "13800000002");
    assert_eq!(offers(&field, &sources(&none)).len(), 2);
    assert!(!is_undecided(&field, form.get("phone"), &sources(&none)));
    fill(std::slice::from_ref(&field), &mut form, &sources(&chosen));
    assert_eq!(form["phone"].value, "13900002211");
    edit(&mut form, "phone", "1");
    restore(&mut form, "phone");
    assert_eq!(
        (&*form["phone"].value, &*form["phone"].source),
        ("13900002211", "draft:phone")
    );
    assert_eq!(form["phone"].before, None);
}

#[test]
fn s21_typed_back_to_the_source_is_the_source_again() {
    let mut form = values("13800000000", "holder");
    edit(&mut form, "phone", "1");
    edit(&mut form, "phone", "13800000000");
    assert_eq!(form["phone"].source, "holder");
    assert_eq!(form["phone"].before, None);
}
