use std::path::Path;
use std::process::Stdio;

use acceptance::city::City;
use acceptance::zc::command;

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

fn holds(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}
