use std::path::Path;
use std::process::Stdio;

use acceptance::city::{City, Place};
use acceptance::zc::{command, zc};

async fn status(url: &str) -> reqwest::StatusCode {
    let client = reqwest::Client::new();
    client.get(url).send().await.unwrap().status()
}

/// The tests' client needs what every program of ours installs first.
fn provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

#[tokio::test]
async fn the_city_answers_only_under_its_token() {
    provider();
    let dir = tempfile::tempdir().unwrap();
    let city = City::start(dir.path());
    assert!(city.url.starts_with("http://127.0.0.1:"), "{}", city.url);
    assert!(
        status(&format!("{}/v1/trust-list", city.url))
            .await
            .is_success()
    );
    let bare = city.url.split("/t/").next().unwrap();
    assert_eq!(status(&format!("{bare}/v1/trust-list")).await, 404);
}

#[test]
fn the_city_ends_with_its_stdin_and_leaves_no_plain_names() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = command()
        .args(["--json", "practice", "--until-stdin-closes", "--folder"])
        .arg(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    assert!(!holds(dir.path(), "陈".as_bytes()));
}

#[test]
fn a_city_of_any_size_is_made_from_a_seed_and_searched_like_any_other() {
    let mut place = Place::new();
    place.kill_city();
    place.start_city_with(&["--items", "400", "--seed", "7"]);
    place.zc(&["sync"]).done();
    let data = place.station().display().to_string();
    let find = |query: &str| {
        zc(["--data", &data, "find", query, "--limit", "400"])
            .done()
            .lines
    };
    assert!(find("许可").len() > 30);
    // What the practice citizens come for is still there.
    let found = find("gsbz");
    assert!(
        found.iter().any(|line| line["name"] == "供水报装"),
        "{found:?}"
    );
}

#[test]
fn s16_s48_item_files_with_findings_are_not_imported_and_each_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let mut item = item("0225");
    item["materials"][1]["name"] = "其他相关材料".into();
    item["materials"][3]["name"] = "本市无房证明".into();
    item["limits"]["promised"]["n"] = 40.into();
    let files = dir.path().join("items");
    std::fs::create_dir(&files).unwrap();
    std::fs::write(files.join("0225.json"), item.to_string()).unwrap();
    let start = |files: &Path| {
        let city = dir.path().join("city");
        zc([
            "practice",
            "--folder",
            &city.display().to_string(),
            "--catalogue",
            &files.display().to_string(),
        ])
    };
    let ran = start(&files);
    assert_eq!(ran.code, 4, "{ran:?}");
    for said in [
        "/materials/1/name",
        "不明确",
        "/limits/promised",
        "承诺时限长于法定时限",
    ] {
        assert!(ran.said.contains(said), "{said}: {}", ran.said);
    }
    std::fs::write(files.join("0225.json"), "{\"code\": 1").unwrap();
    let ran = start(&files);
    assert!(ran.said.contains("0225.json 第 1 行"), "{}", ran.said);
}

/// The text of a practice item.
fn item(short: &str) -> serde_json::Value {
    let found = acceptance::items::items()
        .into_iter()
        .find(|item| item.short == short);
    serde_json::to_value(found.unwrap()).unwrap()
}

fn holds(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}
