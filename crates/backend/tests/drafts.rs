//! Drafts of other ends: taken over once, by a station that is signed in.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proof::{Kind, classify};
use support::{Desk, MINUTE, Practice};
use uuid::Uuid;
use wire::{FaultCode, IssueCode, TakeDraft};

async fn code(desk: &Desk, scene: &str, item: Option<&str>) -> String {
    let asked = IssueCode {
        citizen: "chen".to_owned(),
        kind: "draft".to_owned(),
        scene: scene.to_owned(),
        licences: Vec::new(),
        item: item.map(str::to_owned),
    };
    let text = desk.remote.practice_code(&asked).await.unwrap().data.text;
    match classify(&text) {
        Kind::DraftCode { code } => code,
        other => panic!("{text}: {other:?}"),
    }
}

fn ask() -> TakeDraft {
    TakeDraft {
        request_id: Uuid::new_v4().to_string(),
    }
}

async fn refused(desk: &Desk, code: &str) -> FaultCode {
    let fault = desk.remote.take_draft(code, &ask()).await.unwrap_err();
    fault.code().unwrap()
}

#[tokio::test]
async fn s69_a_draft_brings_the_form_the_situation_and_a_photo_once() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let code = code(&desk, "ok", None).await;
    assert!(code.starts_with("430400-"), "{code}");
    let asked = ask();
    let taken = desk.remote.take_draft(&code, &asked).await.unwrap().data;
    let catalogue = support::catalogue(&desk).await;
    let item = catalogue.item("0225").unwrap();
    assert_eq!(
        (taken.item.as_str(), taken.item_version),
        (&*item.code, item.version)
    );
    assert_eq!(taken.channel, "phone");
    assert_eq!(taken.holder.as_ref().unwrap().id, "430400200002290012");
    assert_eq!(taken.form["id"], "430400200002290012");
    assert_eq!(taken.situation["user"], "resident");
    assert_eq!(taken.files.len(), 1);
    assert_eq!(taken.files[0].material, "plan");
    assert!(taken.files[0].content.0.starts_with(b"\x89PNG"));
    // The reply was lost: the same request gets it again, for ten minutes; anybody else does not.
    practice.later(9 * MINUTE);
    assert_eq!(
        desk.remote.take_draft(&code, &asked).await.unwrap().data,
        taken
    );
    assert_eq!(refused(&desk, &code).await, FaultCode::CodeUsed);
    let neighbour = practice.desk("0218").await;
    let theirs = neighbour.remote.take_draft(&code, &asked).await;
    assert_eq!(theirs.unwrap_err().code(), Some(FaultCode::CodeUsed));
}

#[tokio::test]
async fn s69_every_way_a_draft_code_is_bad_has_its_own_fault() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    for (scene, fault) in [
        ("expired", FaultCode::CodeExpired),
        ("used", FaultCode::CodeUsed),
        ("other_city", FaultCode::CodeOtherCity),
        ("malformed", FaultCode::CodeUnknown),
    ] {
        let code = code(&desk, scene, None).await;
        assert_eq!(refused(&desk, &code).await, fault, "{scene}");
    }
    for nobody in ["430400-0000000000000000", "430400", "a/b", "%"] {
        assert_eq!(
            refused(&desk, nobody).await,
            FaultCode::CodeUnknown,
            "{nobody}"
        );
    }
    let late = code(&desk, "ok", Some("0701")).await;
    practice.later(31 * MINUTE);
    desk.remote.set_session(None).await;
    desk.remote
        .open_session(&desk.proof(practice.now()))
        .await
        .unwrap();
    assert_eq!(refused(&desk, &late).await, FaultCode::CodeExpired);
    let out = practice.remote().take_draft(&late, &ask()).await;
    assert_eq!(out.unwrap_err().code(), Some(FaultCode::Auth));
}
