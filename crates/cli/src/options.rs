use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::verb;

/// 综窗命令行。
#[derive(Debug, Parser)]
#[command(
    name = "zc",
    version,
    about = "综窗命令行：扫码、核验、算期限、收件、发送、练习城市",
    disable_help_subcommand = true,
    subcommand_help_heading = "动作",
    subcommand_value_name = "动作",
    next_help_heading = "选项",
    help_template = "{about}\n\n用法：{usage}\n\n{all-args}\n"
)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub verb: Verb,
}

/// Options that stand before the verb.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// 数据文件夹
    #[arg(
        long,
        env = "ZC_DATA",
        value_name = "DIR",
        global = true,
        hide_env_values = true
    )]
    pub data: Option<PathBuf>,
    /// 工号
    #[arg(long, value_name = "NAME", default_value = "0217", global = true)]
    pub user: String,
    /// 用哪个岗位办理；不给时用第一个
    #[arg(long, value_name = "CODE", global = true)]
    pub post: Option<String>,
    /// 存放密码的文件；不给时按练习城市的密码
    #[arg(long, value_name = "F", global = true)]
    pub password_file: Option<String>,
    /// 市平台地址
    #[arg(
        long,
        env = "ZC_BACKEND",
        value_name = "URL",
        global = true,
        hide_env_values = true
    )]
    pub backend: Option<String>,
    /// 从这个时间开始走的时钟，只用于练习城市，例如 2026-03-02T10:00
    #[arg(
        long,
        env = "ZC_PRACTICE_NOW",
        value_name = "TIME",
        global = true,
        hide_env_values = true
    )]
    pub now: Option<String>,
    /// 每行输出一个 JSON 对象
    #[arg(long, global = true)]
    pub json: bool,
}

/// 动作
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// 用登记单上的登记码把这个文件夹登记为工作站
    Enrol(verb::enrol::Enrol),
    /// 工作站：还剩什么、清除、退役
    #[command(subcommand)]
    Station(verb::station::Station),
    /// 工作人员：添加、改密码、密钥库、恢复
    #[command(subcommand)]
    Member(verb::member::Member),
    /// 读出图片里的二维码
    Scan(verb::scan::Scan),
    /// 核验签名凭证码
    Verify(verb::verify::Verify),
    /// 核验其他签发方的同类签名码（如 HC1:）
    Envelope(verb::envelope::Envelope),
    /// 计算期限，逐日说明
    Due(verb::due::Due),
    /// 核对证件号码的校验位
    Check(verb::check::Check),
    /// 查找事项
    Find(verb::find::Find),
    /// 申请在本网点开通一个事项
    RequestOpening(verb::request_opening::RequestOpening),
    /// 一个事项的办事指南
    Guide(verb::guide::Guide),
    /// 按文件逐行办件
    Intake(verb::intake::Intake),
    /// 发送未发送的内容，接收新的内容
    Sync(verb::sync::Sync),
    /// 查看发送队列
    #[command(subcommand)]
    Queue(verb::queue::Queue),
    /// 核验本机的动作日志
    #[command(subcommand)]
    Audit(verb::audit::Audit),
    /// 查看一个办件
    Case(verb::case::Case),
    /// 列出办件
    Cases(verb::cases::Cases),
    /// 问询：登记、转办、接办、退回、答复
    #[command(subcommand)]
    Enquiry(verb::enquiry::Enquiry),
    /// 导出、导入基础数据
    #[command(subcommand)]
    Refdata(verb::refdata::Refdata),
    /// 检查本机
    Doctor(verb::doctor::Doctor),
    /// 启动练习城市
    Practice(verb::practice::Practice),
}
