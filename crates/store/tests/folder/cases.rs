use store::{CaseFilter, CaseRow};

use crate::made::{case_row, folder, id};

fn found(store: &store::Store, text: &str) -> Vec<u128> {
    let filter = CaseFilter {
        text: Some(text.into()),
        ..CaseFilter::default()
    };
    let rows = store.cases(&filter).unwrap();
    rows.iter().map(|row| row.case_id.as_u128()).collect()
}

#[test]
fn a_case_is_found_by_part_of_name_number_provisional_or_tail() {
    let (_dir, store) = folder();
    store.put_case(&case_row(1, "王小明")).unwrap();
    store
        .put_case(&CaseRow {
            applicant_id_tail: "1234".into(),
            ..case_row(2, "赵六")
        })
        .unwrap();
    assert_eq!(found(&store, "小明"), [1]);
    assert_eq!(found(&store, "BJ-000002"), [2]);
    assert_eq!(found(&store, "P-0001"), [1]);
    assert_eq!(found(&store, "1234"), [2]);
    assert_eq!(found(&store, ""), [2, 1]);
}

#[test]
fn a_case_is_found_by_what_it_is_called_now_and_no_longer_by_what_it_was() {
    let (_dir, store) = folder();
    let first = CaseRow {
        number: None,
        ..case_row(1, "王小明")
    };
    store.put_case(&first).unwrap();
    assert_eq!(found(&store, "王小"), [1]);
    let renamed = CaseRow {
        number: Some("4304002026021100100077X".into()),
        opened_ms: first.opened_ms + 1,
        ..case_row(1, "欧阳小明")
    };
    store.put_case(&renamed).unwrap();
    for text in [
        "欧",
        "阳小",
        "欧阳小明",
        "小明",
        "00077",
        "0077x",
        "43040020260211",
    ] {
        assert_eq!(found(&store, text), [1], "{text}");
    }
    for text in ["王", "王小", "王小明", "欧明", "99"] {
        assert_eq!(found(&store, text), [0; 0], "{text}");
    }
}

#[test]
fn of_many_that_are_found_the_ones_opened_last_are_shown() {
    let (_dir, store) = folder();
    for number in 1..=9 {
        let row = CaseRow {
            opened_ms: number as i64,
            state: if number % 2 == 0 {
                "accepted"
            } else {
                "decided"
            }
            .into(),
            ..case_row(number, "钱七")
        };
        store.put_case(&row).unwrap();
    }
    let filter = CaseFilter {
        text: Some("钱".into()),
        states: vec!["decided".into()],
        limit: 2,
        ..CaseFilter::default()
    };
    let rows = store.cases(&filter).unwrap();
    let ids: Vec<u128> = rows.iter().map(|row| row.case_id.as_u128()).collect();
    assert_eq!(ids, [9, 7]);
}

#[test]
fn what_is_typed_is_text_and_not_a_pattern() {
    let (_dir, store) = folder();
    store.put_case(&case_row(1, "甲%乙_丙\\丁")).unwrap();
    store.put_case(&case_row(2, "甲乙丙丁")).unwrap();
    assert_eq!(found(&store, "%"), [1]);
    assert_eq!(found(&store, "_"), [1]);
    assert_eq!(found(&store, "\\"), [1]);
    assert_eq!(found(&store, "' OR 1 --"), [0; 0]);
}

#[test]
fn pages_join_without_gap_or_repeat() {
    let (_dir, store) = folder();
    for number in 1..=7 {
        let row = CaseRow {
            updated_ms: (number / 3) as i64,
            ..case_row(number, "钱七")
        };
        store.put_case(&row).unwrap();
    }
    let mut seen = Vec::new();
    let mut filter = CaseFilter {
        limit: 3,
        states: vec!["accepted".into()],
        ..CaseFilter::default()
    };
    loop {
        let page = store.cases(&filter).unwrap();
        let Some(last) = page.last() else { break };
        filter.after = Some(last.place());
        seen.extend(page.iter().map(|row| row.case_id.as_u128()));
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
}

/// Pages of so many, joined.
fn joined(store: &store::Store, limit: u32, states: &[&str]) -> Vec<u128> {
    let mut seen = Vec::new();
    let mut filter = CaseFilter {
        limit,
        states: states.iter().map(|&state| state.into()).collect(),
        ..CaseFilter::default()
    };
    loop {
        let page = store.cases(&filter).unwrap();
        let Some(last) = page.last() else { return seen };
        filter.after = Some(last.place());
        seen.extend(page.iter().map(|row| row.case_id.as_u128()));
    }
}

/// Whatever the page's size: 2 and 5 go before the others, in the order in which they came, as long as they are marked.
#[test]
fn s04_what_goes_first_stands_before_what_changed_last_on_every_page() {
    let (_dir, store) = folder();
    let put = |number: u128, opened_ms: i64, first: bool, state: &str| {
        let row = CaseRow {
            opened_ms,
            first,
            state: state.into(),
            ..case_row(number, "钱七")
        };
        store.put_case(&row).unwrap();
    };
    (1..=7).for_each(|number| put(number, 10 - number as i64, false, "accepted"));
    assert_eq!(joined(&store, 2, &[]), [7, 6, 5, 4, 3, 2, 1]);
    put(2, 8, true, "accepted");
    put(5, 5, true, "received");
    for limit in 1..=8 {
        assert_eq!(joined(&store, limit, &[]), [5, 2, 7, 6, 4, 3, 1], "{limit}");
    }
    let both = ["accepted", "received"];
    assert_eq!(joined(&store, 3, &both), [5, 2, 7, 6, 4, 3, 1]);
    assert_eq!(joined(&store, 3, &["accepted"]), [2, 7, 6, 4, 3, 1]);
    // Its opening is told otherwise, and the mark is taken back.
    put(5, 9, true, "received");
    assert_eq!(joined(&store, 2, &[]), [2, 5, 7, 6, 4, 3, 1]);
    put(5, 3, false, "decided");
    put(2, 8, false, "accepted");
    assert_eq!(joined(&store, 4, &[]), [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(found(&store, "\u{1}first"), [0; 0], "nobody can type it");
}

#[test]
fn a_number_is_found_by_either_of_a_cases_numbers() {
    let (_dir, store) = folder();
    store.put_case(&case_row(1, "孙八")).unwrap();
    for number in ["BJ-000001", "P-0001"] {
        assert_eq!(
            store.case_by_number(number).unwrap().unwrap().case_id,
            id(1)
        );
    }
    assert_eq!(store.case_by_number("BJ-00000").unwrap(), None);
}
