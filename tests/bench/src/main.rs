//! `cargo xtask bench queue`: what saving, sending, finding and uploading cost beside bare work, in the same run,
//! interleaved, as ratios. Linux.

mod acts;
mod bare;
mod deciding;
mod drain;
mod line;
mod medium;
mod middle;
mod place;
mod pouch;
mod report;
mod saves;
mod scale;
mod stock;
mod upload;

use std::path::Path;

use anyhow::{Context as _, Result, bail};

const USAGE: &str =
    "queue_bench [--only save|decide|drain|scale|upload] [--small] [--runs N] [--write-readme]";

struct Options {
    only: Option<String>,
    small: bool,
    runs: usize,
    write_readme: bool,
}

fn main() -> Result<()> {
    // A second provider in one process is the only way this fails, and then there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Runtime::new()?;
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [verb, station, url] = args.as_slice()
        && verb == upload::VERB
    {
        return runtime.block_on(upload::run(Path::new(station), url));
    }
    let options = options(args.into_iter())?;
    let report = report::text(&runtime.block_on(measure(&options))?);
    println!("{report}");
    let folder = medium::root().join("target").join("bench");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("queue.md"), &report)?;
    if options.write_readme {
        report::write(&medium::root().join("README.md"), &report)?;
    }
    Ok(())
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options {
        only: None,
        small: false,
        runs: 5,
        write_readme: false,
    };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--" => {}
            "--only" => options.only = Some(args.next().context(USAGE)?),
            "--small" => options.small = true,
            "--runs" => options.runs = args.next().context(USAGE)?.parse().context(USAGE)?,
            "--write-readme" => options.write_readme = true,
            _ => bail!("{arg}? {USAGE}"),
        }
    }
    Ok(options)
}

async fn measure(options: &Options) -> Result<Vec<report::Figure>> {
    let wanted = |name: &str| options.only.as_deref().is_none_or(|only| only == name);
    // A twentieth of everything shows whether it works; the figures are those of the whole.
    let size = |whole: usize| if options.small { whole / 20 } else { whole };
    let mut figures = Vec::new();
    if wanted("save") {
        eprintln!("saves");
        let folder = medium::disk()?;
        let (place, template, keys) = drain::workshop(folder.path()).await?;
        figures.extend(saves::measure(&template, &keys, options.runs, size(2_000))?);
        place.end().await;
    }
    if wanted("decide") {
        eprintln!("decide");
        let folder = medium::disk()?;
        let (place, template, keys) = drain::workshop(folder.path()).await?;
        figures.extend(deciding::measure(&place, &template, &keys, size(400)).await?);
        place.end().await;
    }
    if wanted("drain") {
        eprintln!("drain");
        figures.extend(drain::measure(size(10_000), options.runs.min(3)).await?);
    }
    if wanted("scale") {
        eprintln!("scale");
        let sizes = scale::Sizes {
            first_list: (100, size(100_000)),
            search: (2_000, size(200_000)),
        };
        figures.extend(scale::measure(&sizes, options.runs).await?);
    }
    if wanted("upload") {
        eprintln!("upload");
        figures.push(upload::measure(size(200) as u64).await?);
    }
    Ok(figures)
}
