output "alarms" {
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
  description = "Alarms by the section of the runbook."
}

output "dashboard" {
  value       = aws_cloudwatch_dashboard.this.dashboard_name
  description = "Name of the dashboard."
}

output "topic_arn" {
  value       = aws_sns_topic.this.arn
  description = "Topic of the alarms."
}
