//! Proof codes, licences, credit: who, only what the item needs, once.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proof::{Context, Interval, Kind, Profile, Reason, Trust, classify, verify};
use support::{Desk, MINUTE, Practice};
use uuid::Uuid;
use wire::{
    Authorise, Authorised, Credit, FaultCode, IssueCode, Operator, Resolve, Resolved, Subject,
};

/// 供水报装.
const WATER: &str = "0225";

async fn code(desk: &Desk, kind: &str, scene: &str) -> String {
    let asked = IssueCode {
        citizen: "chen".to_owned(),
        kind: kind.to_owned(),
        scene: scene.to_owned(),
        licences: Vec::new(),
        item: None,
    };
    desk.remote.practice_code(&asked).await.unwrap().data.text
}

async fn item(desk: &Desk) -> String {
    let catalogue = support::catalogue(desk).await;
    catalogue.item(WATER).unwrap().code.clone()
}

async fn ask(desk: &Desk, code: String, case: Uuid) -> Resolve {
    Resolve {
        request_id: Uuid::new_v4().to_string(),
        code,
        item: item(desk).await,
        case,
        purpose: "办理供水报装".to_owned(),
        subject: None,
    }
}

async fn refused(desk: &Desk, asked: &Resolve) -> FaultCode {
    desk.remote
        .resolve(asked)
        .await
        .unwrap_err()
        .code()
        .unwrap()
}

async fn authorise(desk: &Desk, consent: &str, case: Uuid, licences: &[&str]) -> Authorise {
    Authorise {
        request_id: Uuid::new_v4().to_string(),
        consent: consent.to_owned(),
        subject: None,
        item: item(desk).await,
        item_name: "供水报装".to_owned(),
        case,
        purpose: "办理供水报装".to_owned(),
        licences: licences.iter().map(|name| (*name).to_owned()).collect(),
        operator: Operator {
            user: desk.user.clone(),
            post: "accept".to_owned(),
            outlet: "430400101".to_owned(),
        },
    }
}

#[tokio::test]
async fn a_code_resolves_once_to_what_the_item_needs_and_a_count() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let text = code(&desk, "opaque", "ok").await;
    assert!(
        matches!(classify(&text), Kind::OpaqueProof { .. }),
        "{text}"
    );
    let asked = ask(&desk, text, Uuid::now_v7()).await;
    let Resolved {
        holder,
        needed,
        others,
        lacking,
        ..
    } = desk.remote.resolve(&asked).await.unwrap().data;
    assert_eq!(holder.id, "430400200002290012");
    assert_eq!(needed, ["居民身份证", "不动产权证书"]);
    assert_eq!(others, 2, "named are the needed ones only");
    // What is needed and cannot be had is named with the reason.
    let why = |licence: &str| {
        let found = lacking.iter().find(|one| one.licence == licence);
        found.map(|one| one.why.as_str())
    };
    assert_eq!(why("营业执照"), Some("not_held"));
    assert_eq!(why("居民身份证"), None);
    let mut second = asked.clone();
    second.request_id = Uuid::new_v4().to_string();
    assert_eq!(refused(&desk, &second).await, FaultCode::CodeUsed);
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer_for_ten_minutes() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let asked = ask(&desk, code(&desk, "opaque", "ok").await, Uuid::now_v7()).await;
    let first = desk.remote.resolve(&asked).await.unwrap().data;
    practice.later(9 * MINUTE);
    assert_eq!(desk.remote.resolve(&asked).await.unwrap().data, first);
    // Another question under the same id is refused.
    let mut other = asked.clone();
    other.purpose.push('。');
    assert_eq!(refused(&desk, &other).await, FaultCode::Malformed);
    // Another station's same id is its own.
    let neighbour = practice.desk("0218").await;
    assert_eq!(refused(&neighbour, &asked).await, FaultCode::CodeUsed);
    practice.later(2 * MINUTE);
    assert!(desk.remote.resolve(&asked).await.is_err());
}

#[tokio::test]
async fn every_scene_of_a_bad_code_has_its_own_fault() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    for (scene, fault) in [
        ("expired", FaultCode::CodeExpired),
        ("used", FaultCode::CodeUsed),
        ("other_city", FaultCode::CodeOtherCity),
        ("other_item", FaultCode::CodeOtherItem),
        ("malformed", FaultCode::CodeUnknown),
        ("payment", FaultCode::CodeUnknown),
        ("server_error", FaultCode::Server),
    ] {
        let text = code(&desk, "opaque", scene).await;
        let asked = ask(&desk, text, Uuid::now_v7()).await;
        assert_eq!(refused(&desk, &asked).await, fault, "{scene}");
    }
    let mut late = ask(&desk, code(&desk, "opaque", "ok").await, Uuid::now_v7()).await;
    practice.later(4 * MINUTE);
    assert_eq!(refused(&desk, &late).await, FaultCode::CodeExpired);
    late.code = "Pabcdefabcdefabcdefabcdefabcdef".to_owned();
    assert_eq!(refused(&desk, &late).await, FaultCode::CodeUnknown);
}

#[tokio::test]
async fn a_consent_is_for_its_case_and_a_licence_is_fetched_once() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let case = Uuid::now_v7();
    let resolve = ask(&desk, code(&desk, "opaque", "ok").await, case).await;
    let consent = desk.remote.resolve(&resolve).await.unwrap().data.consent;

    let elsewhere = authorise(&desk, &consent, Uuid::now_v7(), &["居民身份证"]).await;
    let fault = desk.remote.authorise(&elsewhere).await.unwrap_err();
    assert_eq!(fault.code(), Some(FaultCode::Forbidden));
    let mut foreign = authorise(&desk, &consent, case, &["居民身份证"]).await;
    foreign.operator.user = "0218".to_owned();
    let fault = desk.remote.authorise(&foreign).await.unwrap_err();
    assert_eq!(fault.code(), Some(FaultCode::Forbidden));

    // 结婚证 is held and not needed, 营业执照 needed and not held.
    let types = ["居民身份证", "结婚证", "营业执照"];
    let asked = authorise(&desk, &consent, case, &types).await;
    let Authorised { authorisations, .. } = desk.remote.authorise(&asked).await.unwrap().data;
    assert_eq!(authorisations.len(), 1);
    let auth_code = &authorisations[0].auth_code;
    let neighbour = practice.desk("0218").await;
    let fault = neighbour.remote.licence(auth_code).await.unwrap_err();
    assert_eq!(fault.code(), Some(FaultCode::NotFound));
    let licence = desk.remote.licence(auth_code).await.unwrap().data;
    assert_eq!(licence.number, "430400200002290012");
    assert_eq!(
        (licence.state.as_str(), licence.fields["KZ_MZ"].as_str()),
        ("valid", "汉")
    );
    let fault = desk.remote.licence(auth_code).await.unwrap_err();
    assert_eq!(fault.code(), Some(FaultCode::CodeUsed));

    let mut asked = asked;
    asked.request_id = Uuid::new_v4().to_string();
    let late = desk.remote.authorise(&asked).await.unwrap().data;
    practice.later(11 * MINUTE);
    let fault = desk
        .remote
        .licence(&late.authorisations[0].auth_code)
        .await
        .unwrap_err();
    assert_eq!(fault.code(), Some(FaultCode::CodeExpired));
}

#[tokio::test]
async fn signed_codes_verify_offline_as_their_scene_says() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let now = Interval::exactly(practice.now() / 1000);
    let judge = |text: &str| {
        verify(
            text,
            &Context {
                realm: "practice",
                trust: Trust::of_list(&desk.trust, now),
                now,
                skew_s: 60,
                profile: Profile::default(),
                used: &|_, _| false,
                revoked: &|_, _| false,
            },
        )
    };
    for kind in ["signed", "signed:SM2-SM3", "signed:ES256"] {
        let verdict = judge(&code(&desk, kind, "ok").await);
        let claims = verdict
            .claims()
            .unwrap_or_else(|| panic!("{kind}: {verdict:?}"));
        assert_eq!(claims.licences[0].kind, "居民身份证");
        assert_eq!(claims.exp - claims.iat, 180);
    }
    for (scene, reason) in [
        ("signed_expired", Reason::Expired),
        ("signed_forged", Reason::Signature),
    ] {
        let verdict = judge(&code(&desk, "opaque", scene).await);
        assert_eq!(verdict.reason(), Some(reason), "{scene}");
    }
    let verdict = judge(&code(&desk, "signed", "other_city").await);
    assert_eq!(verdict.reason(), Some(Reason::OtherCity));
}

/// What the citizen did not tick is said to be there and not shown; nothing else of it leaves.
#[tokio::test]
async fn what_the_citizen_did_not_tick_is_not_shared() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let issue = IssueCode {
        citizen: "chen".to_owned(),
        kind: "opaque".to_owned(),
        scene: "ok".to_owned(),
        licences: vec!["居民身份证".to_owned()],
        item: None,
    };
    let text = desk.remote.practice_code(&issue).await.unwrap().data.text;
    let asked = ask(&desk, text, Uuid::now_v7()).await;
    let resolved = desk.remote.resolve(&asked).await.unwrap().data;
    assert_eq!(resolved.needed, ["居民身份证"]);
    let house = resolved
        .lacking
        .iter()
        .find(|one| one.licence == "不动产权证书");
    assert_eq!(house.unwrap().why, "not_shared");
    // And it cannot be authorised by asking for it.
    let asked = authorise(&desk, &resolved.consent, asked.case, &["不动产权证书"]).await;
    let given = desk.remote.authorise(&asked).await.unwrap().data;
    assert!(given.authorisations.is_empty());
}

/// A parent's code opens the child's licences, for the city knows of the relation; a stranger's does not, and the dead
/// have no code (S23).
#[tokio::test]
async fn s23_anothers_licences_need_a_relation_that_the_city_knows() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let disability = support::catalogue(&desk)
        .await
        .item("0722")
        .unwrap()
        .code
        .clone();
    for (shows, relation, needed) in [("chen", Some("父亲"), 2), ("zhangwei_1991", None, 0)] {
        let mut issue = IssueCode {
            citizen: shows.to_owned(),
            kind: "opaque".to_owned(),
            scene: "ok".to_owned(),
            licences: Vec::new(),
            item: None,
        };
        let text = desk.remote.practice_code(&issue).await.unwrap().data.text;
        let mut asked = ask(&desk, text, Uuid::now_v7()).await;
        asked.item.clone_from(&disability);
        asked.subject = Some(Subject {
            id_kind: "resident_id".to_owned(),
            id: "430400202306150018".to_owned(),
        });
        let resolved = desk.remote.resolve(&asked).await.unwrap().data;
        assert_eq!(resolved.relation.as_deref(), relation, "{shows}");
        assert_eq!(resolved.needed.len(), needed, "{shows}: {resolved:?}");
        let all_need_it = resolved
            .lacking
            .iter()
            .all(|one| one.why == "relation_needed");
        assert_eq!(all_need_it, relation.is_none(), "{resolved:?}");
        if relation.is_some() {
            let types = ["出生医学证明"];
            let mut asked = authorise(&desk, &resolved.consent, asked.case, &types).await;
            asked.item.clone_from(&disability);
            let given = desk.remote.authorise(&asked).await.unwrap().data;
            let code = &given.authorisations[0].auth_code;
            let got = desk.remote.licence(code).await.unwrap().data;
            assert_eq!(got.holder.id, "430400202306150018", "the child's own");
        }
        issue.citizen = "zhou".to_owned();
        let text = desk.remote.practice_code(&issue).await.unwrap().data.text;
        let asked = ask(&desk, text, Uuid::now_v7()).await;
        assert_eq!(refused(&desk, &asked).await, FaultCode::CodeHolderGone);
    }
}

/// A licence that was used is authorised and fetched anew on the ground of its consent record: for that person, of what
/// was shown then, while the record is kept (S89).
#[tokio::test]
async fn s89_an_earlier_consent_authorises_anew_for_its_holder_alone() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let case = Uuid::now_v7();
    let resolve = ask(&desk, code(&desk, "opaque", "ok").await, case).await;
    desk.remote.resolve(&resolve).await.unwrap();
    practice.later(24 * 60 * MINUTE);
    let desk = practice.desk("0217").await;
    let again = |subject: &str| {
        let consent = format!("again:{case}");
        let subject = Subject {
            id_kind: "resident_id".to_owned(),
            id: subject.to_owned(),
        };
        let desk = &desk;
        async move {
            let types = ["不动产权证书", "结婚证"];
            let mut asked = authorise(desk, &consent, Uuid::now_v7(), &types).await;
            asked.subject = Some(subject);
            desk.remote.authorise(&asked).await
        }
    };
    let given = again("430400200002290012").await.unwrap().data;
    assert_eq!(
        given.authorisations.len(),
        1,
        "the water supply never needed the marriage"
    );
    let code = &given.authorisations[0].auth_code;
    assert_eq!(desk.remote.licence(code).await.unwrap().data.state, "valid");
    let stranger = again("430400199111200033").await.unwrap_err();
    assert_eq!(stranger.code(), Some(FaultCode::Forbidden));
    practice.later(100 * 24 * 60 * MINUTE);
    let desk = practice.desk("0217").await;
    let mut late = authorise(
        &desk,
        &format!("again:{case}"),
        Uuid::now_v7(),
        &["不动产权证书"],
    )
    .await;
    late.subject = Some(Subject {
        id_kind: "resident_id".to_owned(),
        id: "430400200002290012".to_owned(),
    });
    let late = desk.remote.authorise(&late).await.unwrap_err();
    assert_eq!(
        late.code(),
        Some(FaultCode::Forbidden),
        "the record ran out"
    );
}

#[tokio::test]
async fn a_signed_code_authorises_for_the_first_case_alone() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let consent = format!("signed:{}", code(&desk, "signed", "ok").await);
    let case = Uuid::now_v7();
    for _ in 0..2 {
        let asked = authorise(&desk, &consent, case, &["居民身份证"]).await;
        let given = desk.remote.authorise(&asked).await.unwrap().data;
        let licence = desk
            .remote
            .licence(&given.authorisations[0].auth_code)
            .await;
        assert_eq!(licence.unwrap().data.holder.name, "陈思远");
    }
    let second = authorise(&desk, &consent, Uuid::now_v7(), &["居民身份证"]).await;
    let fault = desk.remote.authorise(&second).await.unwrap_err();
    assert_eq!(fault.code(), Some(FaultCode::CodeUsed));
    let forged = format!("signed:{}", code(&desk, "signed", "signed_forged").await);
    let asked = authorise(&desk, &forged, case, &["居民身份证"]).await;
    let fault = desk.remote.authorise(&asked).await.unwrap_err();
    assert_eq!(fault.code(), Some(FaultCode::CodeUnknown));
}

#[tokio::test]
async fn credit_is_what_the_platform_holds_and_clean_for_a_stranger() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let people = include_str!("../../../assets/practice/citizens.json");
    let people: serde_json::Value = serde_json::from_str(people).unwrap();
    for (key, state, day) in [
        ("chen", "ok", None),
        ("zhangwei_1985", "bad", None),
        ("zhangwei_1991", "repaired", Some("2025-11-28")),
        ("ouyang", "barred", Some("2028-02-29")),
        ("nobody", "ok", None),
    ] {
        let found = people["citizens"].as_array().unwrap().iter();
        let found = found.clone().find(|person| person["key"] == key);
        let asked = Credit {
            request_id: Uuid::new_v4().to_string(),
            id_kind: "resident_id".to_owned(),
            id: found.map_or("430400199001010000".to_owned(), |person| {
                person["id"].as_str().unwrap().to_owned()
            }),
            item: item(&desk).await,
        };
        let answer = desk.remote.credit(&asked).await.unwrap().data;
        assert_eq!(
            (answer.state.as_str(), answer.day.as_deref()),
            (state, day),
            "{key}"
        );
    }
}
