//! Law 5 at the real window: a marker citizen goes through its fields, its queue and its bundles, and then no byte of
//! them lies in its data folder or in anything that the webview, the toolkit or the city wrote beside it.

use std::path::PathBuf;

use acceptance::marker::{NAME, PHONE, STREET, number, search, search_texts};
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn the_window_and_its_webview_leave_no_byte_of_a_citizen() -> Result<()> {
    let world = tempfile::tempdir()?;
    let place = |name: &str| -> Result<PathBuf> {
        let folder = world.path().join(name);
        std::fs::create_dir(&folder)?;
        Ok(folder)
    };
    let (data, home, cache) = (place("data")?, place("home")?, place("cache")?);
    let (config, tmp, out) = (place("config")?, place("tmp")?, place("out")?);
    let text = |folder: &PathBuf| folder.display().to_string();
    let (home_, cache_, config_, tmp_) = (text(&home), text(&cache), text(&config), text(&tmp));
    let variables = [
        ("HOME", home_.as_str()),
        ("XDG_DATA_HOME", home_.as_str()),
        ("XDG_CACHE_HOME", cache_.as_str()),
        ("XDG_CONFIG_HOME", config_.as_str()),
        ("TMPDIR", tmp_.as_str()),
    ];
    let written = [&data, &home, &cache, &config, &tmp, &out].map(Clone::clone);
    let mut clerk = Clerk::start(&data, Camera::off(), &variables).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.keys.press("F2")?;
    clerk.window.find("person-form-name").await?;
    for (field, value) in [("name", NAME), ("id", &number()), ("phone", PHONE)] {
        let field = format!("person-form-{field}");
        clerk.window.fill(&field, value).await?;
    }
    clerk.window.click("person-form-save").await?;
    clerk.window.until_gone("person-form").await?;
    clerk.window.fill("field-address", STREET).await?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-address", "手工填写").await?;
    search(&written);
    // The draft goes out with the unsent work.
    clerk.go("queue").await?;
    clerk.window.click("queue-export").await?;
    let bundle = out.join("work.zcb");
    clerk.window.fill("bundle-file", &text(&bundle)).await?;
    clerk.window.click("bundle-go").await?;
    clerk.window.find("bundle-done").await?;
    clerk.window.click("bundle-close").await?;
    clerk.window.click("queue-import").await?;
    clerk.window.fill("bundle-file", &text(&bundle)).await?;
    clerk.window.click("bundle-go").await?;
    clerk.window.find("bundle-done").await?;
    clerk.window.click("bundle-close").await?;
    let running = search(&written);
    clerk.window.close().await?;
    let count = search(&written);
    println!("{running} files searched while it ran, {count} after");
    ensure!(count.min(running) > 5, "{count} files: too few to be all");
    ensure!(bundle.exists(), "the bundle was searched too");
    // The search sees what is there.
    let seen = out.join("seen.txt");
    std::fs::write(&seen, format!("{NAME} {STREET}"))?;
    let blind = std::panic::catch_unwind(|| search(&written)).is_ok();
    ensure!(!blind, "the search is blind");
    Ok(())
}

/// Of 陈思远: what his code brings, on the form and on the licences beside it.
const CITIZEN: [&str; 4] = [
    "陈思远",
    "430400200002290012",
    "江口镇枫林路 18 号 3 栋 502 室",
    "练（2020）练习市不动产权第0003521号",
];

/// The window's titles, in the page and on the display, name nobody.
async fn titles(clerk: &Clerk, at: &str) -> Result<()> {
    let title = clerk.window.script("return document.title", Vec::new());
    let title = title.await?.to_string();
    for text in CITIZEN {
        ensure!(!title.contains(text), "{at}: {title}");
        let named = std::process::Command::new("xdotool")
            .args(["search", "--name", text])
            .output()?;
        ensure!(named.stdout.is_empty(), "{at}: a window is named {text}");
    }
    Ok(())
}

/// Through a licence that is open beside the form, an error, the papers and their print: no title, no message, no log and
/// no file names the citizen.
#[tokio::test(flavor = "multi_thread")]
async fn with_a_licence_open_no_title_no_error_and_no_log_names_the_citizen() -> Result<()> {
    let world = tempfile::tempdir()?;
    let place = |name: &str| -> Result<PathBuf> {
        let folder = world.path().join(name);
        std::fs::create_dir(&folder)?;
        Ok(folder)
    };
    let (data, home, tmp) = (place("data")?, place("home")?, place("tmp")?);
    let text = |folder: &PathBuf| folder.display().to_string();
    let (home_, tmp_) = (text(&home), text(&tmp));
    let variables = [
        ("HOME", home_.as_str()),
        ("XDG_DATA_HOME", home_.as_str()),
        ("XDG_CACHE_HOME", home_.as_str()),
        ("XDG_CONFIG_HOME", home_.as_str()),
        ("TMPDIR", tmp_.as_str()),
    ];
    let mut clerk = Clerk::start(&data, Camera::off(), &variables).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    let (code, _) = clerk.phone("chen", "opaque", "ok").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    let mut said = vec![clerk.scan(&code, "凭证码有效").await?];
    titles(&clerk, "a person is on the desk").await?;
    clerk.window.find("view-identity").await?;
    clerk.keys.press("alt+l")?;
    clerk.window.until("licence-page", "第 1 / 2 页").await?;
    titles(&clerk, "a licence is open").await?;
    // The same code again is an error about somebody.
    said.push(clerk.scan(&code, "已用过").await?);
    // Escape is the pane's while the pane has the focus.
    clerk.window.click("message-close").await?;
    clerk.window.click("licence-close").await?;
    clerk.window.find("materials").await?;
    clerk.keys.press("alt+4")?;
    clerk.window.until("material-plan", "容缺").await?;
    clerk.keys.press("F10")?;
    clerk.sign().await?;
    clerk.keys.press("Return")?;
    clerk.window.find("saved").await?;
    clerk.keys.press("F12")?;
    clerk.window.find("paper-dialog").await?;
    titles(&clerk, "the papers are shown").await?;
    for message in said {
        for text in CITIZEN {
            ensure!(!message.contains(text), "{message}");
        }
    }
    let written = [data, home, tmp];
    let running = search_texts(&written, &CITIZEN);
    clerk.window.close().await?;
    let count = search_texts(&written, &CITIZEN);
    ensure!(count.min(running) > 5, "{count} files: too few to be all");
    let seen = written[2].join("seen.txt");
    std::fs::write(&seen, CITIZEN[3])?;
    let blind = std::panic::catch_unwind(|| search_texts(&written, &CITIZEN)).is_ok();
    ensure!(!blind, "the search is blind");
    Ok(())
}
