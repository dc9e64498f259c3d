use std::path::Path;

use super::support::run;

#[test]
fn help_lists_every_command_and_each_command_shows_examples() {
    let here = Path::new(".");
    let help = run(here, "--help").ok().stdout;
    for command in ["build", "sample", "inspect", "query", "verify", "rollback", "serve"] {
        assert!(help.contains(&format!("  {command}")), "{command} is not in: {help}");
        let own = run(here, &format!("{command} --help")).ok().stdout;
        assert!(own.contains(&format!("Examples:\n  coalition-lens {command} ")), "{own}");
    }
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for arguments in
        ["", "nonsense", "build", "query", "sample", "verify", "serve --port x", "build a -o b --election-id c --nonsense"]
    {
        let run = run(Path::new("."), arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{arguments}");
    }
}
