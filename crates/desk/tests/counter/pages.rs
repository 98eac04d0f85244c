//! A material is photographed (S75): what the store and the backend have of it afterwards.

use desk::view::{DeskView, MaterialView};

use crate::city::City;

fn plan(view: &DeskView) -> MaterialView {
    let line = view.materials.lines.iter().find(|line| line.code == "plan");
    line.expect("a line of the item").clone()
}

fn files(city: &City) -> Vec<store::Attachment> {
    let station = city.desk.station().unwrap();
    let case = city.desk.show().unwrap().draft.parse().unwrap();
    station.store().attachments(case).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_the_backend_has_exactly_the_page_that_was_left() {
    let city = City::open().await;
    let desk = &city.desk;
    city.fill().await;
    let found = desk.cameras("户内给水平面图").unwrap();
    assert_eq!(found.chosen.as_deref(), Some("played"), "there is one");
    desk.camera_open("户内给水平面图", "played", None).unwrap();

    // Two pages of the same sheet: each is kept, cut out and bound at once.
    desk.page_take("plan").unwrap();
    city.later(1_000);
    let two = plan(&desk.page_take("plan").unwrap());
    assert_eq!((two.state.as_str(), two.pages.len()), ("in", 2));
    assert!(
        two.pages
            .iter()
            .all(|page| !page.original && page.warnings.is_empty())
    );
    assert_ne!(two.pages[0].id, two.pages[1].id, "known apart though alike");

    // The whole picture is there again when it is wanted, byte for byte.
    let second = &two.pages[1].id;
    let whole = plan(&desk.page_cut("plan", second, None, 0).unwrap());
    assert!(whole.pages[1].original);
    let turned = plan(&desk.page_cut("plan", &whole.pages[1].id, None, 1).unwrap());
    assert!(!turned.pages[1].original && turned.pages[1].quarters == 1);

    // One is taken away: what nothing stands on any more is gone, and the other is what the line is.
    let one = plan(&desk.page_remove("plan", &two.pages[0].id).unwrap());
    assert_eq!(one.pages.len(), 1);
    assert_eq!(
        files(&city).len(),
        2,
        "the page, and the picture it was made of"
    );
    desk.camera_close();
    let station = desk.station().unwrap();
    let acts = station.store().origin_acts(1, 500).unwrap();
    let traces = acts.iter().filter(|act| {
        let payload = act.payload.as_deref().unwrap_or_default();
        payload.windows(12).any(|part| part == b"page_removed")
    });
    assert_eq!(traces.count(), 1, "taking it away left a trace");

    desk.material("property", "tolerate").unwrap();
    desk.material("plan", "hold").unwrap();
    city.sign();
    let case = city.decide("tolerance").await;
    city.send().await;
    let station = desk.station().unwrap();
    let kept = station
        .store()
        .attachments(case.row.id.parse().unwrap())
        .unwrap();
    let names: Vec<_> = kept
        .iter()
        .filter_map(|file| file.name.as_deref())
        .collect();
    assert_eq!(
        names,
        ["拍摄的页面", "签名"],
        "the frame it was made of is gone"
    );
    assert!(kept.iter().all(|file| file.stored), "the backend has both");
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_a_page_cannot_be_mixed_with_what_was_taken_in_otherwise() {
    let city = City::open().await;
    let desk = &city.desk;
    city.fill().await;
    desk.camera_open("申请人身份证明", "played", None).unwrap();
    let refused = desk.page_take("identity").unwrap_err();
    assert_eq!(refused.code, "line_settled", "the original was seen");
    let open = desk.page_take("plan").unwrap();
    // Taken away as a whole, the line is open and its pages are gone.
    assert_eq!(plan(&open).pages.len(), 1);
    let open = desk.material("plan", "remove").unwrap();
    assert_eq!(
        (plan(&open).state.as_str(), plan(&open).pages.len()),
        ("open", 0)
    );
    assert!(files(&city).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_twenty_pages_in_a_row_are_kept_and_none_is_in_memory() {
    let city = City::open().await;
    let desk = &city.desk;
    city.fill().await;
    let small = desk.cameras("").unwrap().cameras[0].modes[2];
    desk.camera_open("", "played", Some(small)).unwrap();
    for n in 1..=20 {
        city.later(1_000);
        let line = plan(&desk.page_take("plan").unwrap());
        assert_eq!(line.pages.len(), n);
        assert!(line.pages[n - 1].warnings[0].contains("像素太少"));
    }
    // A draft holds names of pages, never pictures.
    let station = desk.station().unwrap();
    let draft = &station.store().drafts(None).unwrap()[0];
    assert!(draft.body.len() < 40_000, "{} bytes", draft.body.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_a_watched_folder_is_emptied_of_what_was_kept_and_of_nothing_else() {
    let city = City::open().await;
    let desk = &city.desk;
    city.fill().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let page = |name: &str| folder.path().join(name);
    let sheet = image::RgbImage::from_fn(700, 900, |x, y| {
        image::Rgb([if x % 9 < 4 && y % 20 < 8 { 30 } else { 240 }; 3])
    });
    sheet.save(page("old.png")).unwrap();
    desk.folder_set(path).unwrap();
    assert_eq!(desk.folder_take("plan").unwrap_err().code, "folder_empty");

    sheet.save(page("new.png")).unwrap();
    desk.folder_look().unwrap();
    assert_eq!(
        desk.folder().unwrap().waiting,
        0,
        "it may still be written to"
    );
    city.later(2_000);
    assert_eq!(desk.folder().unwrap().waiting, 1);
    let taken = plan(&desk.folder_take("plan").unwrap());
    assert_eq!(taken.pages.len(), 1);
    assert!(!page("new.png").exists(), "law 5");
    assert!(page("old.png").exists());

    // Left alone, it stays; a folder of ours is never watched.
    sheet.save(page("other.png")).unwrap();
    desk.folder_look().unwrap();
    city.later(2_000);
    assert_eq!(desk.folder().unwrap().waiting, 1);
    assert_eq!(desk.folder_skip().unwrap().waiting, 0);
    assert!(page("other.png").exists());
    let own = desk.station().unwrap().store().dir().display().to_string();
    assert_eq!(desk.folder_set(&own).unwrap_err().code, "folder_bad");
}
