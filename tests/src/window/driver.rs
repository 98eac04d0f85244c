use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Nothing on the screen may take longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at the screen.
const LOOK: Duration = Duration::from_millis(40);

/// The program in its own webview, driven by `WebKitWebDriver`.
pub struct Window {
    client: Client,
    driver: Child,
    data: PathBuf,
}

/// A program's path from the environment, with a sentence that says what to do without.
pub fn program(variable: &str) -> Result<PathBuf> {
    let path = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run this through `cargo xtask test --only window` or `cargo xtask start`"))?;
    Ok(PathBuf::from(path))
}

impl Window {
    /// Starts the program on a data folder.
    pub async fn open(data: &Path) -> Result<Self> {
        Self::open_with(data, &[]).await
    }

    /// Starts it with these variables.
    pub async fn open_with(data: &Path, variables: &[(&str, &str)]) -> Result<Self> {
        let binary = program("ZC_BIN")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let driver = Some(
            Command::new("WebKitWebDriver")
                .arg(format!("--port={port}"))
                .env("TAURI_AUTOMATION", "true")
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .env("ZC_DATA", data)
                .envs(variables.iter().copied())
                .stdout(Stdio::null())
                .spawn()
                .context("WebKitWebDriver is not here: `cargo xtask test` installs it")?,
        );
        let options =
            json!({ "webkitgtk:browserOptions": { "binary": binary, "args": ["--data", data] } });
        let Value::Object(capabilities) = options else {
            bail!("capabilities are an object")
        };
        let address = format!("http://127.0.0.1:{port}");
        let mut window = Starting(driver);
        let end = Instant::now() + PATIENCE;
        while !listens(port) {
            if Instant::now() >= end {
                bail!("WebKitWebDriver does not listen");
            }
            tokio::time::sleep(LOOK).await;
        }
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder
            .capabilities(capabilities)
            .connect(&address)
            .await
            .context("the window did not open under WebDriver")?;
        let driver = window.0.take().context("the driver runs")?;
        Ok(Self {
            client,
            driver,
            data: data.to_owned(),
        })
    }

    /// Closes the window.
    pub async fn close(mut self) -> Result<()> {
        let closed = self.client.clone().close().await;
        self.end();
        closed.context("closing the window")
    }

    /// The element with this `data-test`, waited for.
    pub async fn find(&self, name: &str) -> Result<Element> {
        self.find_css(&format!("[data-test=\"{name}\"]")).await
    }

    /// The element of this selector, waited for.
    pub async fn find_css(&self, css: &str) -> Result<Element> {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.client.find(Locator::Css(css)).await {
                Ok(element) => return Ok(element),
                // The driver cannot hand over an element that the page takes away in the same moment.
                Err(CmdError::Standard(_)) if Instant::now() < end => {
                    tokio::time::sleep(LOOK).await
                }
                Err(error) => {
                    let seen = self.text().await.unwrap_or_default();
                    return Err(error)
                        .with_context(|| format!("no {css} on the screen; it says:\n{seen}"));
                }
            }
        }
    }

    /// Whether it is there now.
    pub async fn has(&self, name: &str) -> Result<bool> {
        self.has_css(&format!("[data-test=\"{name}\"]")).await
    }

    /// Whether an element of this selector is there now. Asked in the page itself: the driver fails at an element that
    /// goes while it is handed over.
    pub async fn has_css(&self, css: &str) -> Result<bool> {
        let script = "return document.querySelector(arguments[0]) !== null";
        Ok(self.client.execute(script, vec![json!(css)]).await? == json!(true))
    }

    /// Clicks.
    pub async fn click(&self, name: &str) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        loop {
            let element = self.find(name).await?;
            match element.click().await {
                Ok(()) => return Ok(()),
                Err(_) if Instant::now() < end => {
                    self.reveal(name).await?;
                    tokio::time::sleep(LOOK).await;
                }
                Err(error) => return Err(error).with_context(|| format!("clicking {name}")),
            }
        }
    }

    /// All that stands in an element, in one line.
    pub async fn read(&self, name: &str) -> Result<String> {
        Ok(in_one_line(&self.content(name).await?))
    }

    /// The text of an element to the last space, waited for: a Base45 code has spaces that mean something.
    pub async fn content(&self, name: &str) -> Result<String> {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(text) = self.content_now(name).await? {
                return Ok(text);
            }
            if Instant::now() >= end {
                let seen = self.text().await.unwrap_or_default();
                bail!("no {name} to read on the screen; it says:\n{seen}");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// The text of an element, if it is there now.
    async fn content_now(&self, name: &str) -> Result<Option<String>> {
        let script =
            "return document.querySelector(`[data-test=\"${arguments[0]}\"]`)?.textContent ?? null";
        let found = self.client.execute(script, vec![json!(name)]).await?;
        Ok(found.as_str().map(str::to_owned))
    }

    /// A field's value.
    pub async fn value(&self, name: &str) -> Result<String> {
        let script = "const e = document.querySelector(`[data-test=\"${arguments[0]}\"]`);
            return e === null ? '' : String(e.value ?? '')";
        let found = self.client.execute(script, vec![json!(name)]).await?;
        Ok(found.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until an element's text has this in it.
    pub async fn until(&self, name: &str, wanted: &str) -> Result<String> {
        self.until_for(name, wanted, PATIENCE).await
    }

    /// Waits until an element's text has this in it, at most so long.
    pub async fn until_for(&self, name: &str, wanted: &str, patience: Duration) -> Result<String> {
        let end = Instant::now() + patience;
        let mut last = String::new();
        loop {
            if let Some(text) = self.content_now(name).await? {
                last = in_one_line(&text);
                if last.contains(wanted) {
                    return Ok(last);
                }
            }
            if Instant::now() >= end {
                let seen = self.text().await.unwrap_or_default();
                bail!("{name} never said “{wanted}”; last “{last}”; the screen says:\n{seen}");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until a field has exactly this in it.
    pub async fn until_value(&self, name: &str, wanted: &str) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        loop {
            let value = self.value(name).await?;
            if value == wanted {
                return Ok(());
            }
            if Instant::now() >= end {
                bail!("{name} never held “{wanted}”; last “{value}”");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until a script returns true.
    pub async fn until_true(&self, script: &str) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        while self.script(script, Vec::new()).await? != json!(true) {
            if Instant::now() >= end {
                bail!("never true: {script}");
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Waits until it is gone.
    pub async fn until_gone(&self, name: &str) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        while self.has(name).await? {
            if Instant::now() >= end {
                bail!("{name} is still on the screen");
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Scrolls as a hand would until it is in sight: the driver does not look into a part that scrolls by itself.
    async fn reveal(&self, name: &str) -> Result<()> {
        let script = "document.querySelector(`[data-test=\"${arguments[0]}\"]`)
            ?.scrollIntoView({block: 'nearest', inline: 'nearest'})";
        self.client.execute(script, vec![json!(name)]).await?;
        Ok(())
    }

    /// Gives a file to a file input.
    pub async fn choose_file(&self, name: &str, path: &Path) -> Result<()> {
        let input = self.find(name).await?;
        input
            .send_keys(&path.to_string_lossy())
            .await
            .with_context(|| format!("choosing a file for {name}"))
    }

    /// Writes into a field of a dialog, whatever stood there.
    pub async fn fill(&self, name: &str, value: &str) -> Result<()> {
        let field = self.find(name).await?;
        self.reveal(name).await?;
        field
            .clear()
            .await
            .with_context(|| format!("emptying {name}"))?;
        field
            .send_keys(value)
            .await
            .with_context(|| format!("writing into {name}"))
    }

    /// Picks a choice of a list by its value.
    pub async fn pick(&self, name: &str, value: &str) -> Result<()> {
        let list = self.find(name).await?;
        list.select_by_value(value)
            .await
            .with_context(|| format!("picking in {name}"))
    }

    /// Puts the focus into a field by clicking it.
    pub async fn focus(&self, name: &str) -> Result<()> {
        self.click(name).await
    }

    /// Everything that can be read on the screen.
    pub async fn text(&self) -> Result<String> {
        let text = self
            .client
            .execute("return document.body.innerText", Vec::new())
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script and returns its value.
    pub async fn script(&self, script: &str, args: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, args).await?)
    }

    /// Where an element is on the display: left, top, width, height. The window stands at 0,0 without a frame.
    pub async fn place(&self, name: &str) -> Result<(i64, i64, i64, i64)> {
        let (x, y, width, height) = self.find(name).await?.rectangle().await?;
        Ok((x as i64, y as i64, width as i64, height as i64))
    }
}

impl Window {
    /// Ends the driver and the program it started, which a failed session leaves behind; the next window would
    /// otherwise share its keys with this one.
    fn end(&mut self) {
        drop(self.driver.kill());
        drop(self.driver.wait());
        for process in processes_on(&self.data) {
            drop(
                Command::new("kill")
                    .args(["-9", &process.to_string()])
                    .status(),
            );
        }
        let end = Instant::now() + PATIENCE;
        while !processes_on(&self.data).is_empty() && Instant::now() < end {
            std::thread::yield_now();
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.end();
    }
}

/// Every living process that was started on this data folder.
pub fn processes_on(data: &Path) -> Vec<u32> {
    let wanted = data.to_string_lossy().into_owned();
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok())
        .filter(|pid| {
            std::fs::read(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&wanted))
        })
        .collect()
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn listens(port: u16) -> bool {
    std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
}

/// A driver that ends with its window's failed start.
struct Starting(Option<Child>);

impl Drop for Starting {
    fn drop(&mut self) {
        if let Some(driver) = &mut self.0 {
            drop(driver.kill());
            drop(driver.wait());
        }
    }
}
