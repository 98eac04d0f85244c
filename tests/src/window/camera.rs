use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Takes numbered pictures of the whole display and notes beside each what it shows.
pub struct Camera {
    folder: Option<PathBuf>,
    taken: Vec<(String, String)>,
}

impl Camera {
    /// Pictures go to this folder.
    pub fn to(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        for old in std::fs::read_dir(folder)? {
            let old = old?.path();
            if old.extension().is_some_and(|ending| ending == "png") {
                std::fs::remove_file(old)?;
            }
        }
        Ok(Self {
            folder: Some(folder.to_owned()),
            taken: Vec::new(),
        })
    }

    /// Pictures go into this folder of `ZC_SHOTS`, where somebody wants to look; nowhere else.
    pub fn asked(of: &str) -> Result<Self> {
        match std::env::var_os("ZC_SHOTS") {
            Some(folder) => Self::to(&Path::new(&folder).join(of)),
            None => Ok(Self::off()),
        }
    }

    /// Whether pictures are taken.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.folder.is_some()
    }

    /// No pictures.
    #[must_use]
    pub fn off() -> Self {
        Self {
            folder: None,
            taken: Vec::new(),
        }
    }

    /// A picture of the display, with a line that says what is to be seen.
    pub fn take(&mut self, name: &str, says: &str) -> Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let file = format!("{:02}-{name}.png", self.taken.len() + 1);
        let status = Command::new("import")
            .args(["-window", "root"])
            .arg(folder.join(&file))
            .status();
        ensure!(
            status.context("ImageMagick's `import`")?.success(),
            "no picture of the display"
        );
        self.taken.push((file, says.to_owned()));
        Ok(())
    }

    /// The one-page report.
    pub fn report(&self, title: &str, figures: &[(String, String)]) -> Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let mut page = format!("# {title}\n\n");
        for (name, value) in figures {
            writeln!(page, "- {name}: {value}")?;
        }
        page.push('\n');
        for (file, says) in &self.taken {
            writeln!(
                page,
                "## {}\n\n{says}\n\n![]({file})\n",
                file.trim_end_matches(".png")
            )?;
        }
        std::fs::write(folder.join("report.md"), page).context("the report")
    }
}
