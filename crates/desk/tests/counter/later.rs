//! What was only received (收件) is answered in its case: accepted or refused (行政许可法 art. 32).

use desk::Words;
use desk::view::{CaseView, DecisionView};

use crate::city::City;

fn offered<'a>(case: &'a CaseView, action: &str) -> Option<&'a DecisionView> {
    case.decisions.iter().find(|one| one.action == action)
}

/// Received with its plan lacking, and unsigned.
async fn received(city: &City) -> CaseView {
    city.fill().await;
    city.seen("property");
    city.decide("receive").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_is_accepted_once_it_is_whole() {
    let city = City::open().await;
    let case = received(&city).await;
    let id = case.row.id.as_str();
    // Given a paper that lacks, when it is looked at, then the button says which, and nothing happens.
    let accept = offered(&case, "accept").expect("not answered yet");
    assert!(
        !accept.allowed && accept.why.contains("用水申请表"),
        "{accept:?}"
    );
    let refused = city.desk.case_accept(id).unwrap_err();
    assert_eq!(refused.say, accept.why);
    // When the signed form and the plan were brought, then it is accepted, and the answer is given once.
    for code in ["application", "plan"] {
        city.brought(id, code);
    }
    let brought = ["application".to_owned(), "plan".to_owned()];
    let whole = city.desk.case_supplement(id, &brought).unwrap();
    assert!(offered(&whole, "accept").is_some_and(|accept| accept.allowed));
    let accepted = city.desk.case_accept(id).unwrap();
    assert_eq!(accepted.row.stage.text, "已受理");
    assert!(offered(&accepted, "accept").is_none() && offered(&accepted, "refuse").is_none());
    city.send().await;
    assert_eq!(city.desk.case(id).unwrap().row.stage.text, "已受理");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_is_refused_with_the_competent_body() {
    let city = City::open().await;
    let case = received(&city).await;
    let id = case.row.id.as_str();
    let right = offered(&case, "refuse").expect("not answered yet");
    assert!(right.allowed, "{right:?}");
    let no_body = Words {
        ground: "not_competent".to_owned(),
        say: "地址在邻江市".to_owned(),
        ..Words::default()
    };
    let fault = city.desk.case_refuse(id, &no_body).unwrap_err();
    assert!(fault.ground.is_some(), "{fault:?}");
    let words = Words {
        competent: Some("邻江市自来水公司".to_owned()),
        ..no_body
    };
    let refused = city.desk.case_refuse(id, &words).unwrap();
    assert_eq!(refused.row.stage.text, "不予受理");
    assert!(offered(&refused, "accept").is_none());
}
