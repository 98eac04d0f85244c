//! A paper without an official number claims no legal effect it cannot prove.

mod citizen;

use citizen::{Printed, paper, provisional};
use notice::{Kind, NoticeError, render};

#[test]
fn a_provisional_receipt_awaits_confirmation_and_promises_no_date() {
    let text = Printed::new(&render(&provisional(Kind::Receipt)).unwrap()).text();
    for want in [
        "临时编号",
        "临-JK03-20261120-0007",
        "待确认受理",
        "不是受理通知书",
        "不承诺办结日期",
    ] {
        assert!(text.contains(want), "{want}");
    }
    assert!(!text.contains("办件编号430"));
    assert!(!text.contains("承诺办结："));
}

#[test]
fn s34_a_receipt_of_what_a_partner_accepts_names_the_partner_and_awaits_nothing_here() {
    let mut given = provisional(Kind::Receipt);
    let by = "异地分办：本窗口只收件，由邻江市公安局受理。";
    given.accepted_by = Some(by.into());
    let text = Printed::new(&render(&given).unwrap()).text();
    for want in ["由邻江市公安局受理", "不是受理通知书", "不承诺办结日期"] {
        assert!(text.contains(want), "{want}");
    }
    assert!(!text.contains("待确认受理"), "nobody confirms it here");
}

#[test]
fn a_provisional_receipt_with_a_date_is_refused() {
    let mut given = provisional(Kind::Receipt);
    given.promise = Some("7个工作日".into());
    assert_eq!(
        render(&given).err(),
        Some(NoticeError::Unprovable("承诺办结时限"))
    );
    given.promise = None;
    given.due = Some("2026年11月27日".into());
    assert_eq!(render(&given).err(), Some(NoticeError::Unprovable("期限")));
}

#[test]
fn no_notice_of_the_body_is_printed_without_an_official_number() {
    for kind in [
        Kind::ToleranceNotice,
        Kind::Acceptance,
        Kind::SpecialProcedure,
        Kind::Extension,
        Kind::DefaultDecision,
        Kind::Refusal,
        Kind::Denial,
        Kind::Return,
        Kind::Revocation,
    ] {
        let refused = render(&provisional(kind)).err();
        assert_eq!(refused, Some(NoticeError::Unprovable(kind.title())));
    }
}

#[test]
fn a_provisional_commitment_leaves_the_decision_to_the_notice() {
    let mut given = provisional(Kind::ToleranceCommitment);
    given.due = None;
    let text = Printed::new(&render(&given).unwrap()).text();
    assert!(text.contains("以《容缺受理通知书》载明的日期为准"));
    assert!(text.contains("待确认受理"));
}

/// 行政许可法 32, last paragraph.
#[test]
fn a_paper_without_a_date_is_refused() {
    for text in ["", "今日", "2026年11月", "2026年2月30日", "26年11月20日"] {
        let mut given = paper(Kind::Acceptance);
        given.issued_at = text.into();
        assert_eq!(render(&given).err(), Some(NoticeError::Undated), "{text}");
    }
}
