use clap::{ArgGroup, Args};
use desk::ask::{self, Length, Question};

use crate::assets;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::out::Out;

/// 计算期限，逐日说明。
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("length").required(true)), allow_negative_numbers = true)]
pub struct Due {
    /// 起算的日期或时间，例如 2026-03-02 或 2026-03-02T14:00
    #[arg(value_name = "FROM")]
    from: String,
    /// 工作日
    #[arg(long, value_name = "N", group = "length")]
    workdays: Option<u32>,
    /// 自然日
    #[arg(long, value_name = "N", group = "length")]
    days: Option<u32>,
    /// 月
    #[arg(long, value_name = "N", group = "length")]
    months: Option<u32>,
    /// 小时：按钟点，给了 --office-hours 时按办公时间
    #[arg(long, value_name = "N", group = "length")]
    hours: Option<u32>,
    /// 半个工作日
    #[arg(long, value_name = "N", group = "length")]
    half_days: Option<u32>,
    /// 办公时间，例如 09:00-12:00,13:00-17:00
    #[arg(long, value_name = "HH:MM-HH:MM,…")]
    office_hours: Option<String>,
    /// 暂停的起止日，两头都算，可给多次
    #[arg(long, value_name = "A..B")]
    pause: Vec<String>,
}

impl Due {
    /// One answer, day by day.
    pub fn run(self, out: Out) -> Result<Exit, Fault> {
        let due = ask::due(
            &Question {
                from: &self.from,
                length: self.length()?,
                office_hours: self.office_hours.as_deref(),
                pauses: &self.pause,
            },
            assets::CALENDAR,
        )?;
        out.line(&due, || text(&due))?;
        Ok(Exit::Done)
    }

    fn length(&self) -> Result<Length, Fault> {
        let given = [
            self.workdays.map(Length::Workdays),
            self.days.map(Length::Days),
            self.months.map(Length::Months),
            self.hours.map(Length::Hours),
            self.half_days.map(Length::HalfDays),
        ];
        given
            .into_iter()
            .flatten()
            .next()
            .ok_or_else(|| Fault::usage("请给出期限，例如 --workdays 5。"))
    }
}

fn text(due: &ask::Due) -> String {
    let mut lines = vec![format!("到期：{}", due.at)];
    if let Some(why) = &due.provisional {
        lines.push(format!("暂定：{why}"));
    }
    let counted: Vec<String> = due.counted.iter().map(ToString::to_string).collect();
    lines.push(format!("计入 {} 日：{}", counted.len(), counted.join(" ")));
    for skipped in &due.skipped {
        lines.push(format!("不计 {}：{}", skipped.date, skipped.why));
    }
    lines.join("\n")
}
