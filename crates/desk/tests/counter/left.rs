//! A case that went out of the posts' view leaves the list, unless own work on it is still here.

use desk::view::CasesQuery;
use domain::queue::RowState;

use crate::town::{DAY, Town, drain, receive, sign_in};

fn listed(desk: &desk::Desk, text: &str) -> Vec<String> {
    let query = CasesQuery {
        text: text.to_owned(),
        filter: "all".to_owned(),
        sort: String::new(),
        limit: 100,
        after: None,
    };
    let rows = desk.cases(&query).unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_out_of_view_is_gone_from_the_list_and_comes_back_with_the_view() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217", "0305"]).await;
    let (gone, kept) = (receive(&desk).await, receive(&desk).await);
    drain(&desk).await;
    desk.set_cut(true);
    desk.case_withdraw(&kept, "申请人另行办理").unwrap();
    let station = desk.station().unwrap();
    let row = desk.queued().unwrap().pop().unwrap();
    assert_eq!(row.kind, "withdrawn");
    let aside = RowState::Quarantined {
        code: "missing".to_owned(),
    };
    station
        .store()
        .queue_set(row.act.parse().unwrap(), &aside)
        .unwrap();
    desk.set_cut(false);

    // The deciding post sees what is accepted; neither is.
    sign_in(&desk, "0305").await.unwrap();
    drain(&desk).await;
    assert_eq!(
        listed(&desk, ""),
        std::slice::from_ref(&kept),
        "own work stays in sight"
    );
    assert_eq!(
        listed(&desk, "陈思"),
        std::slice::from_ref(&kept),
        "found by name no more either"
    );
    assert!(
        desk.case(&gone).unwrap().left,
        "opened by its number it says so"
    );
    desk.retry(&row.act).unwrap();
    drain(&desk).await;
    assert!(
        listed(&desk, "").is_empty(),
        "nothing of it waits here any more"
    );

    sign_in(&desk, "0217").await.unwrap();
    drain(&desk).await;
    assert_eq!(listed(&desk, "").len(), 2);
    assert!(!desk.case(&gone).unwrap().left);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_purge_rule_takes_a_case_that_left_although_it_has_not_ended() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217", "0305"]).await;
    let case = receive(&desk).await;
    drain(&desk).await;
    sign_in(&desk, "0305").await.unwrap();
    drain(&desk).await;
    town.later(29 * DAY);
    drain(&desk).await;
    assert!(desk.case(&case).is_ok(), "within the period");
    town.later(3 * DAY);
    drain(&desk).await;
    assert_eq!(desk.case(&case).unwrap_err().code, "erased");
    // Back in view it is listed; its body comes for a purpose, and stays while it is in view.
    sign_in(&desk, "0217").await.unwrap();
    drain(&desk).await;
    assert_eq!(listed(&desk, ""), std::slice::from_ref(&case));
    desk.case_fetch(&case, "申请人来问进度").await.unwrap();
    town.later(DAY);
    drain(&desk).await;
    assert!(desk.case(&case).is_ok());
}
