//! Only `ui/src/host` talks to Tauri: the rest of the screens run in any browser.

use super::Violation;
use super::sources::Sources;

const HOST: &str = "ui/src/host/";
/// Where npm itself has to name the packages.
const MANIFESTS: &[&str] = &["ui/package.json", "ui/package-lock.json"];
const DOORS: &[&str] = &["@tauri-apps", "__TAURI"];

pub fn check(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in sources
        .iter()
        .filter(|source| source.path.starts_with("ui/"))
    {
        if source.path.starts_with(HOST) || MANIFESTS.contains(&source.path.as_str()) {
            continue;
        }
        for (index, line) in source.text.lines().enumerate() {
            if DOORS.iter().any(|door| line.contains(door)) {
                found.push(Violation {
                    rule: "one door to the host",
                    place: format!("{}:{}", source.path, index + 1),
                    found: line.trim().to_owned(),
                    remedy: "call it through ui/src/host, and give the fake beside it the same call",
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMPORT: &str =
        "import { ref } from 'vue'\nimport { invoke } from '@tauri-apps/api/core'\n";

    #[test]
    fn tauri_in_a_screen_is_found_with_its_line() {
        let found = check(&Sources::planted(&[(
            "ui/src/screens/desk/Desk.vue",
            IMPORT,
        )]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "ui/src/screens/desk/Desk.vue:2");
    }

    #[test]
    fn the_host_and_the_manifest_are_free() {
        let sources = Sources::planted(&[
            ("ui/src/host/tauri.ts", IMPORT),
            ("ui/package.json", "\"@tauri-apps/api\": \"2\""),
        ]);
        assert_eq!(check(&sources), []);
    }
}
