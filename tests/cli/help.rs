use std::path::Path;

use super::support::run;

#[test]
fn help_lists_every_command_and_each_command_shows_examples() {
    let here = Path::new(".");
    let help = run(here, "--help").ok().stdout;
    for command in ["build", "sample", "inspect-cvr", "inspect", "query", "verify", "rebuild", "rollback", "serve", "warm-list"] {
        assert!(help.contains(&format!("  {command}")), "{command} is not in: {help}");
        let own = run(here, &format!("{command} --help")).ok().stdout;
        assert!(own.contains(&format!("Examples:\n  coalition-lens {command} ")), "{own}");
    }
}

#[test]
fn an_unknown_flag_names_a_similar_one_or_where_all_of_them_are() {
    let tried = |flag: &str| run(Path::new("."), &format!("sample -o x.csv {flag}")).stderr;
    assert!(tried("--candidate 3").contains("'--candidates'"), "{}", tried("--candidate 3"));
    assert!(tried("--zzz").ends_with("hint: --help tells what is possible\n"), "{}", tried("--zzz"));
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
